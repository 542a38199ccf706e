//! What a server cannot do without: the currency, the company, the accounts with their contacts.

use serde_json::{Value, json};

use crate::accounts::{ACCOUNTS, Account, Role};
use crate::database::{Database, Row};

/// Puts the base records at their ids, as far as the schemas have their models.
pub(super) fn load(db: &mut Database) {
    put(
        db,
        "res.currency",
        1,
        &json!({ "name": "USD", "symbol": "$", "position": "before", "rounding": 0.01, "decimal_places": 2, "active": true }),
    );
    put(db, "res.lang", 1, &json!({ "name": "English (US)", "code": "en_US", "iso_code": "en", "url_code": "en", "active": true }));
    let company = json!({ "name": "My Company", "is_company": true, "active": true, "type": "contact", "lang": "en_US", "email": "info@yourcompany.example.com" });
    put(db, "res.partner", 1, &company);
    put(db, "res.partner", 2, &json!({ "name": "OdooBot", "active": false, "type": "contact", "email": "odoobot@example.com" }));
    put(db, "res.company", 1, &json!({ "name": "My Company", "partner_id": 1, "currency_id": 1, "active": true, "sequence": 0 }));
    put(db, "res.users", 1, &json!({ "login": "__system__", "partner_id": 2, "company_id": 1, "company_ids": [1], "active": false }));
    for account in ACCOUNTS {
        put(db, "res.partner", account.partner_id, &contact(account));
        put(db, "res.users", account.user_id, &user(account));
    }
}

fn contact(account: Account) -> Value {
    let email = format!("{}@yourcompany.example.com", account.login);
    let parent = if account.role == Role::Portal { json!(false) } else { json!(1) };
    json!({ "name": account.name, "email": email, "active": true, "type": "contact", "lang": "en_US", "tz": "Europe/Brussels", "parent_id": parent })
}

fn user(account: Account) -> Value {
    json!({
        "login": account.login, "partner_id": account.partner_id, "company_id": 1, "company_ids": [1], "active": true,
        "share": account.role == Role::Portal, "notification_type": "email",
    })
}

fn put(db: &mut Database, model: &str, id: i64, values: &Value) {
    let Some(schema) = db.schemas.model(model) else { return };
    let now = db.clock.now_text();
    let stamps = json!({ "create_uid": 1, "write_uid": 1, "create_date": now, "write_date": now });
    let all = values.as_object().into_iter().chain(stamps.as_object()).flatten();
    let row: Row = all.filter(|(name, _)| schema.fields.contains_key(*name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    db.insert_at(model, id, row);
}
