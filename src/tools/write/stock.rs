//! Quantities that Odoo counts from moves and that may be written all the same: the write moves the difference at once. It is confirmed
//! as applying a count is.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::Value;

use super::before;
use super::rich_text::Written;
use crate::tools::ToolContext;
use crate::tools::failure::Failure;

/// Records that a quantity in stock is counted from.
const COUNTED: [&str; 2] = ["stock.move", "stock.quant"];

/// The question to ask before a write that moves stock; `None` where none does.
pub(super) async fn question(context: &ToolContext, model: &str, written: &[Written<'_>]) -> Result<Option<String>, Failure> {
    let schema = context.odoo.checked_model(model).await?;
    for one in written {
        for (name, value) in one.values {
            if moves(context, &schema, name).await? {
                let ids: Vec<u32> = written.iter().map(|one| one.id).collect();
                let on = before::named(context, model, &ids).await;
                return Ok(Some(format!("Set the stock of {on}: `{name}` becomes {}, and Odoo moves the difference?", shown(value))));
            }
        }
    }
    Ok(None)
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether writing a field moves stock: it is counted from moves, or is the same field of records for which it is.
async fn moves(context: &ToolContext, schema: &ModelSchema, name: &str) -> Result<bool, Failure> {
    let Some(field) = schema.fields.get(name).filter(|field| is_written_through(field)) else { return Ok(false) };
    if is_counted(schema, field) {
        return Ok(true);
    }
    for path in &field.depends {
        let Some((link, _)) = path.split_once('.').filter(|(_, last)| *last == name) else { continue };
        let Some(relation) = schema.fields.get(link).and_then(|link| link.relation.as_deref()) else { continue };
        let linked = context.odoo.model(relation).await?;
        if linked.fields.get(name).is_some_and(|field| is_written_through(field) && is_counted(&linked, field)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Computed and kept nowhere, and yet writable: a method of Odoo takes what is written.
fn is_written_through(field: &FieldSchema) -> bool {
    field.computed && !field.store && !field.readonly && matches!(field.field_type, FieldType::Float | FieldType::Integer)
}

fn is_counted(schema: &ModelSchema, field: &FieldSchema) -> bool {
    let first = |path: &String| path.split('.').next().and_then(|link| schema.fields.get(link)?.relation.clone());
    field.depends.iter().filter_map(first).any(|relation| COUNTED.contains(&relation.as_str()))
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;

    use super::*;

    #[test]
    fn quantities_in_stock_that_may_be_written_in_the_core_apps() {
        let of = |series: Series| {
            let pack = crate::catalog::embedded_pack(series).unwrap();
            let mut found = Vec::new();
            for model in pack.model_names().map(|name| pack.model(name).unwrap().unwrap()) {
                let fields = model.fields.iter().filter(|(_, field)| is_written_through(field) && is_counted(&model, field));
                found.extend(fields.map(|(name, _)| format!("{}.{name}", model.model)));
            }
            found
        };
        assert_eq!(Series::ALL.map(of), [vec![], vec![], vec!["product.product.qty_available".to_owned()]]);
    }
}
