//! Layer: a tool that needs models or apps works only where the connected Odoo has them.

use odoo_sdk::validate::IssueCode;

use crate::session::Connected;
use crate::tools::{Failure, Odoo, Origin, ToolClass};

/// The first model or app that this Odoo lacks.
pub(in crate::app) fn missing(class: &ToolClass, connected: &Connected) -> Option<String> {
    let catalog = connected.catalog();
    let model = class.models.iter().find(|model| !catalog.has(model)).map(|model| format!("the model `{model}`"));
    model.or_else(|| class.apps.iter().find(|app| !catalog.has_app(app)).map(|app| format!("the app `{app}`")))
}

/// Asks Odoo for the models that nobody knows of yet. What cannot be asked stays unknown, and counts as missing.
pub(in crate::app) async fn learn(class: &ToolClass, connected: &Connected) {
    let catalog = connected.catalog();
    let unknown = class.models.iter().filter(|model| !catalog.is_known(model));
    let asked = unknown.map(|model| catalog.load(connected.client(), model));
    let _ = futures_util::future::join_all(asked).await;
}

/// Refuses a tool that is not offered here.
pub(super) async fn check(class: &ToolClass, odoo: &Odoo) -> Result<(), Failure> {
    if !class.is_conditional() {
        return Ok(());
    }
    let connected = odoo.connected().await?;
    learn(class, connected).await;
    match missing(class, connected) {
        Some(missing) => Err(Failure::new(IssueCode::UnknownModel, Origin::Caller, format!("this Odoo does not have {missing}"))),
        None => Ok(()),
    }
}
