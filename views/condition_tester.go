package views

const conditionHint = "JavaScript; its last value decides (true or not). Empty means always. Example: data.contact_balance > 0"
