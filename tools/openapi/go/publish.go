// Publish publishes an event with the client that oapi-codegen makes of the
// OpenAPI document, and prints its id. The client is client.go, made by the test.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	_ "github.com/oapi-codegen/runtime" // the client needs it
)

func main() {
	key := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+os.Getenv("CALLBOARD_KEY"))
		return nil
	}
	client, err := NewClientWithResponses(os.Getenv("CALLBOARD_URL")+"/api/v1", WithRequestEditorFn(key))
	if err != nil {
		log.Fatal(err)
	}
	var publication Publication
	err = publication.FromNewEvent(NewEvent{
		Type: "person_added",
		Data: map[string]any{"person": map[string]any{"id": 7, "name": map[string]any{"first": "Ada"}, "lists": []string{"l1", "l2"}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.PublishWithResponse(context.Background(), os.Getenv("CALLBOARD_COMPANY"), nil, publication)
	if err != nil {
		log.Fatal(err)
	}
	if answer.JSON202 == nil {
		log.Fatalf("%s %s", answer.Status(), answer.Body)
	}
	fmt.Println(answer.JSON202.Ids[0])
}
