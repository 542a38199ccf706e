//! A guide to typed models: what to write, what it becomes, what goes wrong.
//!
//! # Models and fields
//!
//! The crate `odoo-models` has a module a series (`v17`, `v18`, `v19`) and in it a type a model. Switch on what you use:
//!
//! ```toml
//! [dependencies]
//! odoo-sdk = "0.1"
//! odoo-models = { version = "0.1", features = ["v19", "sale", "stock"] }
//! ```
//!
//! The constants of a model are its fields: [`Field`](crate::model::Field) tokens that know their model, the Rust type a read gives and
//! what Odoo lets one do with them. A field that another app adds needs that app's feature; in a database without the app
//! a call that names it fails with [`ModelError::FieldAbsent`](crate::model::query::ModelError), which names the app.
//!
//! # A program
//!
//! ```no_run
//! # async fn example(url: &str, key: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use odoo_models::v19::{ProductProduct, ResCountry, ResPartner, SaleOrder, SaleOrderLine, sale_order};
//! use odoo_sdk::Client;
//!
//! let odoo = Client::connect(url).database("acme").api_key("bot", key).await?;
//! let open = odoo.search::<SaleOrder>()
//!     .filter(SaleOrder::STATE.eq(sale_order::State::SALE)
//!         .and(SaleOrder::PARTNER_ID.join(ResPartner::COUNTRY_ID).join(ResCountry::CODE).eq("BE")))
//!     .order_by(SaleOrder::DATE_ORDER.desc()).limit(50)
//!     .select((SaleOrder::NAME, SaleOrder::PARTNER_ID, SaleOrder::AMOUNT_TOTAL)).await?;
//! # let partner = open.first().ok_or("no order")?.1.id;
//! # let desk = odoo.search::<ProductProduct>().select(ProductProduct::ID).first().await?.ok_or("no product")?;
//! let id = odoo.create::<SaleOrder>().set(SaleOrder::PARTNER_ID, partner)
//!     .push(SaleOrder::ORDER_LINE, |line| line.set(SaleOrderLine::PRODUCT_ID, desk).set(SaleOrderLine::PRODUCT_UOM_QTY, 2.0)).await?;
//! odoo.call_on(&[id], "action_confirm").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What a read gives
//!
//! | Odoo | Rust | note |
//! |---|---|---|
//! | char, text, html | `String` | |
//! | integer, many2one_reference | `i64` | empty is 0, as Odoo reads it |
//! | float | `f64` | empty is 0 |
//! | monetary | [`Monetary`](crate::model::Monetary) | the decimal digits Odoo sent; the currency is another field |
//! | boolean | `bool` | |
//! | date | [`Date`](crate::model::Date) | |
//! | datetime | [`Timestamp`](crate::model::Timestamp) | Odoo's text is UTC; whole seconds |
//! | selection | [`Selection`](crate::model::Selection) | open: a custom module may add values |
//! | many2one | [`Many2one`](crate::model::Many2one) | id and display name |
//! | one2many, many2many | [`One2many`](crate::model::One2many), [`Many2many`](crate::model::Many2many) | ids |
//! | reference | [`Reference`](crate::model::Reference) | model and id |
//! | binary | [`Binary`](crate::model::Binary) | base64, decoded when asked for |
//! | properties | [`Properties`](crate::model::Properties) | |
//! | json, properties_definition | [`Value`](crate::model::Value) | |
//!
//! A field that may be empty is an `Option` of that: Odoo's `false` is `None`. A required column is not, nor is one that is
//! delegated to a required column. The type facts are those of `fields_get`, each in the doc of its token.
//!
//! # What does not compile
//!
//! A field of another model:
//!
//! ```compile_fail,E0308
//! use odoo_models::v19::{ResPartner, SaleOrder};
//! fn wrong(odoo: &odoo_sdk::Client) {
//!     let _ = odoo.search::<SaleOrder>().filter(ResPartner::NAME.eq("Azure"));
//! }
//! ```
//!
//! A comparison with the wrong type, and a value of another selection:
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::SaleOrder;
//! let _ = SaleOrder::AMOUNT_TOTAL.gt("a lot");
//! ```
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::{SaleOrder, sale_order};
//! let _ = SaleOrder::STATE.eq(sale_order::InvoiceStatus::INVOICED);
//! ```
//!
//! An id of another model:
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::{ResUsers, SaleOrder};
//! let _ = SaleOrder::PARTNER_ID.eq(odoo_sdk::model::Id::<ResUsers>::new(1));
//! ```
//!
//! An order on an unsortable field, a search on an unsearchable one, a write to a computed one:
//!
//! ```compile_fail,E0599
//! use odoo_models::v19::SaleOrder;
//! let _ = SaleOrder::ORDER_LINE.desc();
//! ```
//!
//! ```compile_fail,E0599
//! use odoo_models::v19::SaleOrder;
//! let _ = SaleOrder::TAX_TOTALS.is_set();
//! ```
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::SaleOrder;
//! let _ = odoo_sdk::model::Draft::<SaleOrder>::new().set(SaleOrder::TAX_TOTALS, odoo_sdk::model::Binary::default());
//! ```
//!
//! A many field set like a value, and a path over a field that points nowhere:
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::{SaleOrder, SaleOrderLine};
//! let _ = odoo_sdk::model::Draft::<SaleOrder>::new().set(SaleOrder::ORDER_LINE, odoo_sdk::model::Id::<SaleOrderLine>::new(1));
//! ```
//!
//! ```compile_fail,E0277
//! use odoo_models::v19::{ResPartner, SaleOrder};
//! let _ = SaleOrder::NAME.join(ResPartner::NAME);
//! ```
//!
//! And the same, right:
//!
//! ```
//! use odoo_models::v19::{ResPartner, SaleOrder, SaleOrderLine, sale_order};
//! use odoo_sdk::model::{Draft, Id};
//!
//! let domain = SaleOrder::AMOUNT_TOTAL.gt(100.0) & SaleOrder::STATE.eq(sale_order::State::SALE) & !SaleOrder::PARTNER_ID.join(ResPartner::NAME).ilike("test");
//! assert_eq!(
//!     domain.into_value().to_string(),
//!     r#"["&","&",["amount_total",">",100.0],["state","=","sale"],"!",["partner_id.name","ilike","test"]]"#
//! );
//! let draft = Draft::<SaleOrder>::new().link(SaleOrder::ORDER_LINE, Id::<SaleOrderLine>::new(1));
//! assert_eq!(serde_json::Value::from(draft.into_values()).to_string(), r#"{"order_line":[[4,1,0]]}"#);
//! ```
//!
//! # One program, three series
//!
//! Write for one series' tokens. Against a server of another, with the feature `adapter` of `odoo-models`, each call is
//! translated by [`adapter`](crate::adapter): `groups_id` is sent as `group_ids` to 19 and comes back under its own name.
//! What has no like there is [`ModelError::Untranslatable`](crate::model::query::ModelError) before anything is sent.
//! Functions generic over [`Model`](crate::model::Model) take their tokens as arguments.
//!
//! # Calling methods
//!
//! [`Client::call`](crate::Client::call) calls any public method of any model and reads what it returns as your own type;
//! [`Client::call_on`](crate::Client::call_on) and [`Client::call_model`](crate::Client::call_model) are the same for typed records and
//! models. Arguments have names also where they are positional, because JSON-2 takes no others. A call counts as a write until
//! [`reads_only`](crate::model::query::MethodCall::reads_only) says otherwise.
//!
//! ```no_run
//! # async fn example(odoo: &odoo_sdk::Client, order: odoo_sdk::model::Id<odoo_models::v19::SaleOrder>) -> Result<(), odoo_sdk::model::query::ModelError> {
//! let found: Vec<(i64, String)> = odoo.call("res.partner", "name_search").positional("name", "Azure").named("limit", 5).reads_only().await?;
//! odoo.call_on(&[order], "action_confirm").returning::<()>().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::model`](crate::Client::model) is a model by name, for what no snapshot knows: searches, reads, writes and pages with rows
//! as your own `serde` types. Odoo's `false` is `None` where your type has an `Option`.
//!
//! # Pages, batches, one record
//!
//! [`pages`](crate::model::query::Select::pages) reads many records, each once, whatever others write meanwhile: by id, or in any other order by
//! the ids, which are read first. [`create_many`](crate::Client::create_many) creates in chunks and says which drafts failed;
//! [`at_once`](crate::model::query::CreateMany::at_once) creates all or none. [`get`](crate::Client::get) reads one record that may not be there,
//! [`one`](crate::model::query::Select::one) expects exactly one that matches.
//!
//! ```no_run
//! # async fn example(odoo: &odoo_sdk::Client) -> Result<(), odoo_sdk::model::query::ModelError> {
//! use odoo_models::v19::ResPartner;
//!
//! let mut pages = odoo.search::<ResPartner>().select((ResPartner::ID, ResPartner::EMAIL)).pages(500);
//! while let Some(page) = pages.next_page().await? {
//!     println!("{} contacts", page.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Context
//!
//! [`Client::with_context`](crate::Client::with_context) gives a handle on the same connection with a language, companies or archived records for
//! every call; `context` on a builder adds to it. Without a language every API answers in English.
//!
//! # Errors and retry
//!
//! [`ErrorKind`](crate::ErrorKind) says what can be done; [`Error::message`](crate::Error::message) is fit for a user, and
//! [`source`](std::error::Error::source) holds Odoo's own text where the message does not. A typed call fails with
//! [`ModelError`](crate::model::query::ModelError), which names a missing app and has the same `kind`; it becomes an [`Error`](crate::Error) by `?`.
//!
//! A read is sent again after a failure that may pass; a write only where Odoo certainly did not run it. A server that asks to wait
//! (`Retry-After`) is not waited for: the error has the time. For a time limit of a single call there is
//! `tokio::time::timeout`; a call whose future is dropped is given up here, and *Odoo may carry a write out all the same*.
//!
//! # Many calls at once
//!
//! Clones of a client share its connections, its session and its bound on calls in flight
//! ([`in_flight`](crate::client::ClientOptions::in_flight), 16): those beyond wait, within their total time. Odoo fails calls for which its
//! process has no database connection left (`db_maxconn`), so more is seldom faster.
//!
//! # Tests without a server
//!
//! `odoo-sim` is an embedded Odoo of each series: start it from a snapshot, connect the client to its address, inject faults, and ask it
//! how often a method was called.
//!
//! # Your own modules
//!
//! [`Client::send`](crate::Client::send) sends any [`Call`](crate::Call), [`Draft::set_raw`](crate::model::Draft::set_raw) and
//! [`Domain::raw`](crate::model::Domain::raw) take JSON, and [`Field::new`](crate::model::Field::new) makes a token of a field that no
//! snapshot knows. In a clone of the project `cargo xtask snapshot --url URL --db DB … --out DIR/19.0` pulls the schema of a database, and
//! `cargo xtask codegen --schemas DIR --out CRATE --crate-name NAME` writes a crate of its models.
