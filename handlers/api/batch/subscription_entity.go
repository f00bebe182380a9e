package batch

import "callboard/models"

// subscriptionEntity is a subscription as the published document shows it.
type subscriptionEntity struct {
	Name         string         `json:"name"`
	CallBackName string         `json:"callBackName"`
	EventTypes   []string       `json:"eventTypes"`
	Filters      []filterEntity `json:"filters"`
	Status       string         `json:"status"`
}

// filterEntity is a filter of a subscription, both as it is sent and as it is
// answered.
type filterEntity struct {
	EventTypes []string        `json:"eventTypes"`
	Values     []campaignNames `json:"values"`
}

// campaignNames are the campaigns that a filter narrows event types down to.
type campaignNames struct {
	CampaignNames []string `json:"campaignNames"`
}

// subscriptionEntityOf writes a subscription to the callback of this name.
func subscriptionEntityOf(s models.Subscription, callback string) subscriptionEntity {
	filters := make([]filterEntity, len(s.Filters))
	for i, filter := range s.Filters {
		filters[i] = filterEntity{EventTypes: filter.Types, Values: []campaignNames{{filter.Campaigns}}}
	}
	return subscriptionEntity{
		Name:         s.Name,
		CallBackName: callback,
		EventTypes:   s.Types,
		Filters:      filters,
		Status:       s.Status,
	}
}

// filter returns the filter within a subscription: without types of its own it
// is for all that s asks for.
func (f filterEntity) filter(s models.Subscription) models.SubscriptionFilter {
	filter := models.SubscriptionFilter{Types: f.EventTypes}
	if len(filter.Types) == 0 {
		filter.Types = s.Types
	}
	for _, value := range f.Values {
		filter.Campaigns = append(filter.Campaigns, value.CampaignNames...)
	}
	return filter
}
