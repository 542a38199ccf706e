//! Values that Odoo refuses, cuts, ignores or takes for something else.

use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use super::case::{Stage, case};
use super::tools::{CREATING, VALUES, WRITTEN};

/// A partner within a partner, so many times.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!({"name": "x"}), |below, _| json!({"name": "x", "child_ids": [[0, 0, below]]}))
}

/// So many fields that there are not.
fn unknown_fields(count: usize) -> Value {
    Value::Object((0..count).map(|number| (format!("x_no_{number}"), json!(1))).collect::<Map<_, _>>())
}

pub(super) fn stage() -> Stage {
    let values = |code, values: Value| case(code, VALUES, json!({"values": values}));
    let cases = vec![
        values("unknown_field", json!({"emial": "x@example.com"})),
        values("unknown_field", json!({"child_ids": [[0, 0, {"name": "x", "emial": "y"}]]})),
        values("wrong_type", json!({"color": "red"})),
        values("wrong_type", json!({"country_id": "Belgium"})),
        values("out_of_range", json!({"color": 3_000_000_000_u64})),
        values("bad_text", json!({"name": "a\u{0}b"})),
        case("bad_date", VALUES, json!({"model": "sale.order", "values": {"date_order": "2026-02-30"}})),
        values("bad_selection", json!({"type": "headquarters"})),
        values("bad_base64", json!({"image_1920": "%%%"})),
        values("bad_id", json!({"country_id": 0})),
        values("bad_command", json!({"child_ids": [[9, 0, {}]]})),
        values("field_readonly", json!({"create_uid": 1})),
        values("field_readonly", json!({"active_lang_count": 2})),
        values("too_deep", nested(16)),
        case("argument_refused", WRITTEN, json!({"values": {"comment": "<script>x</script>"}})),
        case(
            "argument_refused",
            &["get_onchange"],
            json!({"model": "mail.compose.message", "values": {"template_id": 1}, "changed_field": "template_id"}),
        ),
        values("too_many_issues", unknown_fields(101)),
        case("too_long", VALUES, json!({"model": "res.country", "values": {"code": "BEL"}})),
        case("bad_properties", VALUES, json!({"model": "product.template", "values": {"product_properties": 7}})),
        case("bad_reference", VALUES, json!({"model": "event.mail", "values": {"template_ref": "mail.template"}})).embedded(),
        case("missing_required", CREATING, json!({"model": "sale.order", "values": {}})),
        // 19 does not report which models are abstract.
        case("abstract_model", CREATING, json!({"model": "mail.thread", "values": {}})).only(&[Series::V17, Series::V18]),
        case("empty_required", VALUES, json!({"model": "sale.order", "values": {"partner_id": false}})),
    ];
    Stage::new("values", cases).file("model_access.yaml", "model_access: {stock_models: {full_crud: [res.country, mail.thread]}}")
}
