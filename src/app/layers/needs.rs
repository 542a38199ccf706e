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

/// Refuses a tool that is not offered here.
pub(super) async fn check(class: &ToolClass, odoo: &Odoo) -> Result<(), Failure> {
    if !class.is_conditional() {
        return Ok(());
    }
    match missing(class, odoo.connected().await?) {
        Some(missing) => Err(Failure::new(IssueCode::UnknownModel, Origin::Caller, format!("this Odoo does not have {missing}"))),
        None => Ok(()),
    }
}
