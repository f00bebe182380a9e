package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// row makes n deliveries with ids from first on, due at due.
func row(first, n int, due models.Millis) []models.WaitingDelivery {
	var all []models.WaitingDelivery
	for i := range n {
		all = append(all, models.WaitingDelivery{ID: models.ID(first + i), DueAt: due})
	}
	return all
}

func sizes(batches [][]models.ID) []int {
	found := []int{}
	for _, ids := range batches {
		found = append(found, len(ids))
	}
	return found
}

func TestForm(t *testing.T) {
	t.Parallel()
	heavy := row(1, 3, 0)
	for i := range heavy {
		heavy[i].Bytes = models.MaxBatchBytes/2 + 1
	}
	huge := row(1, 1, 0)
	huge[0].Bytes = models.MaxBatchBytes + 1
	mixed := append(row(1, 3, 5), row(4, 2, 5)...)
	mixed[3].Test, mixed[4].Test = true, true
	tests := []struct {
		name    string
		waiting []models.WaitingDelivery
		want    []int
	}{
		{"nothing waits", nil, []int{}},
		{"none is due", row(1, 9, 6), []int{}},
		{"full, not due", row(1, 10, 6), []int{10}},
		{"full and a rest", row(1, 25, 6), []int{10, 10}},
		{"full and a rest that is due", row(1, 25, 5), []int{10, 10, 5}},
		{"the oldest takes the others along", append(row(1, 1, 5), row(2, 3, 9)...), []int{4}},
		{"too many bytes", heavy, []int{1, 1, 1}},
		{"one that is too large", huge, []int{1}},
		{"tests apart", mixed, []int{3, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, sizes(models.FormBatches(tt.waiting, 10, 5))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
