package records

// Kind says what a field holds.
type Kind string

// The kinds of field.
const (
	Own     Kind = "own" // written by Callboard, never taken from outside
	Text    Kind = "text"
	Flag    Kind = "flag"
	Integer Kind = "integer"
	Amount  Kind = "amount" // a decimal number, kept digit by digit
	Product Kind = "product"
)

// readers turn what was given for a field into the JSON that is stored.
var readers = map[Kind]func(value []byte) (json []byte, ok bool){
	Text: readText, Flag: readFlag, Integer: readInteger, Amount: readAmount, Product: readProduct,
}

// wants says in words what readers ask for.
var wants = map[Kind]string{
	Text: "a string", Flag: "either true or false", Integer: "an integer", Amount: "a number", Product: "24 to 36 hex digits",
}

// resources is never changed. The fields of a contact are those of seed 003's
// data, in its order; those of the others are ours, in the same manner. No
// resource has a field for the number of a card or an account.
var resources = []Resource{
	{
		Name: "contact", Plural: "contacts", Label: "Contact", Many: "Contacts",
		Names: []string{"first_name", "last_name"}, Columns: []string{"company_name", "email", "city"},
		Fields: []Field{
			own("id"), required(text("location_id")), text("account_number"),
			text("contact_api_id"), text("company_name"), text("first_name"), required(text("last_name")),
			text("email"), text("address"), text("city"), text("state"), text("zip"),
			text("home_phone"), text("cell_phone"), text("office_phone"), text("office_ext_phone"),
			{Name: "email_trx_receipt", Kind: Flag, Empty: "false"},
			own("created_ts"), own("modified_ts"),
			text("date_of_birth"), text("header_message"),
			{Name: "header_message_type_id", Kind: Integer, Empty: "0"},
			text("contact_c1"), text("contact_c2"), text("contact_c3"), amount("contact_balance"),
			{Name: "product_transaction_id", Kind: Product, Quiet: true},
		},
	},
	{
		Name: "transaction", Plural: "transactions", Label: "Transaction", Many: "Transactions",
		Names: []string{"transaction_amount", "action"}, Columns: []string{"payment_method", "account_holder_name"},
		Fields: []Field{
			own("id"), required(text("location_id")), product, text("contact_id"), text("accountvault_id"), text("transactionbatch_id"),
			text("transaction_api_id"), text("account_holder_name"), text("action"), text("payment_method"),
			required(amount("transaction_amount")), text("order_num"), text("description"), text("auth_code"), text("last_four"),
			integer("status_id"), own("created_ts"), own("modified_ts"),
		},
	},
	{
		Name: "transactionbatch", Plural: "transactionbatches", Label: "Transaction batch", Many: "Batches",
		Names: []string{"batch_num"}, Columns: []string{"total_sale_amount", "total_sale_count"},
		Fields: []Field{
			own("id"), required(text("location_id")), product, required(integer("batch_num")),
			{Name: "is_open", Kind: Integer, Empty: "1"},
			amount("total_sale_amount"), integer("total_sale_count"), amount("total_refund_amount"), integer("total_refund_count"),
			own("created_ts"), own("modified_ts"),
		},
	},
	{
		Name: "accountvault", Plural: "accountvaults", Label: "Account vault", Many: "Vaults",
		Names: []string{"account_holder_name"}, Columns: []string{"account_type", "last_four"},
		Fields: []Field{
			own("id"), required(text("location_id")), product, text("contact_id"), text("accountvault_api_id"),
			required(text("account_holder_name")), text("title"), text("account_type"), text("payment_method"),
			text("last_four"), text("exp_date"), own("created_ts"), own("modified_ts"),
		},
	},
}

var product = Field{Name: "product_transaction_id", Kind: Product, Empty: "null"}

func own(name string) Field     { return Field{Name: name, Kind: Own, Empty: "null"} }
func text(name string) Field    { return Field{Name: name, Kind: Text, Empty: "null"} }
func integer(name string) Field { return Field{Name: name, Kind: Integer, Empty: "null"} }
func amount(name string) Field  { return Field{Name: name, Kind: Amount, Empty: "null"} }

// Numeric says whether values of the field are numbers: amounts, whole numbers and
// times.
func (f Field) Numeric() bool {
	return f.Kind == Integer || f.Kind == Amount || f.Kind == Own && f.Name != "id"
}

func required(f Field) Field {
	f.Required = true
	return f
}
