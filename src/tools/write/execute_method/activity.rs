//! Activities that are planned by a method. Up to 18 one belongs to whoever plans it, from 19 on to nobody.

use odoo_sdk::Series;
use odoo_sdk::validate::Note;
use serde_json::{Value, json};

use crate::tools::ToolContext;
use crate::tools::failure::Failure;
use crate::tools::shape;

/// Gives an activity to the caller where the call says nothing of whom it is for, on every series.
pub(super) async fn belongs_to_caller(context: &ToolContext, method: &str, call: &mut Value) -> Result<Option<Note>, Failure> {
    if method != "activity_schedule" || context.odoo.series().await? != Series::V19 {
        return Ok(None);
    }
    let Some(named) = call.get_mut("kwargs").filter(|named| named.get("user_id").is_none()) else { return Ok(None) };
    shape::set(named, "user_id", json!(context.odoo.connected().await?.client().user().uid));
    Ok(Some(Note {
        path: "kwargs.user_id".to_owned(),
        message: "the activity is for the user of this connection".to_owned(),
        hint: "give `user_id` to plan it for somebody else".to_owned(),
    }))
}
