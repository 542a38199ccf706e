//! One series' tokens against a server of another: names are translated, what has no like is refused before it is sent.

use odoo_models::{v17, v18, v19};
use odoo_sdk::adapter::{Adapter, Change, LossKind};
use odoo_sdk::model::query::ModelError;
use odoo_sdk::schema::FieldType;
use odoo_sdk::{Call, Series};
use serde_json::json;

use crate::setup;

fn adapter(from: Series, to: Series) -> Adapter {
    Adapter::new(&odoo_models::CHANGES, from, to).unwrap()
}

#[tokio::test]
async fn tokens_of_17_work_on_19() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    use v17::{ResUsers, SaleOrder, SaleOrderLine};
    // `groups_id` is `group_ids` in 19, and comes back under its old name.
    let users = odoo.search::<ResUsers>().select((ResUsers::LOGIN, ResUsers::GROUPS_ID)).await.unwrap();
    assert!(users.iter().any(|(login, _)| login == "admin"), "{users:?}");
    // A path whose second part was renamed: `order_line.product_uom` is `order_line.product_uom_id`.
    let domain = SaleOrder::ORDER_LINE.join(SaleOrderLine::PRODUCT_UOM).is_set();
    assert!(odoo.search::<SaleOrder>().filter(domain).count().await.unwrap() > 0);
    // Nested values.
    let line = odoo
        .search::<SaleOrderLine>()
        .select((SaleOrderLine::ORDER_ID, SaleOrderLine::ID, SaleOrderLine::PRODUCT_UOM))
        .first()
        .await
        .unwrap();
    let (order, line, unit) = line.unwrap();
    let unit = unit.unwrap();
    odoo.write(&[order.id])
        .with(|draft| draft.update(SaleOrder::ORDER_LINE, line, |line| line.set(SaleOrderLine::PRODUCT_UOM, unit.id)))
        .await
        .unwrap();
}

#[tokio::test]
async fn tokens_of_17_work_on_a_real_19() {
    use v17::{ResUsers, SaleOrder, SaleOrderLine};
    let Some(odoo) = setup::live().await.filter(|odoo| odoo.series() == Series::V19) else { return };
    let users =
        odoo.search::<ResUsers>().filter(ResUsers::GROUPS_ID.is_set()).select((ResUsers::LOGIN, ResUsers::GROUPS_ID)).await.unwrap();
    assert!(users.iter().any(|(login, groups)| login == "admin" && !groups.is_empty()), "{users:?}");
    let taxed = odoo.search::<SaleOrder>().filter(SaleOrder::ORDER_LINE.join(SaleOrderLine::TAX_ID).is_set()).count().await.unwrap();
    let lines = odoo.search::<SaleOrderLine>().filter(SaleOrderLine::TAX_ID.is_set()).count().await.unwrap();
    assert!(lines >= taxed);
}

#[tokio::test]
async fn what_has_no_like_is_refused_and_named() {
    let (_sim, odoo) = setup::start(Series::V19).await;
    let error = odoo.search::<v18::ResPartner>().filter(v18::ResPartner::TITLE.is_set()).count().await.unwrap_err();
    let ModelError::Untranslatable { losses, .. } = &error else { panic!("{error}") };
    assert_eq!(losses[0].kind, LossKind::Field("title".to_owned()));
    assert_eq!(error.to_string(), "the call cannot be made on Odoo 19.0: 19.0 has no field `title` on `res.partner`");
}

#[test]
fn names_go_both_ways_and_over_two_steps() {
    let (up, down) = (adapter(Series::V17, Series::V19), adapter(Series::V19, Series::V17));
    assert_eq!(up.field("res.users", "groups_id"), Change::Renamed("group_ids".to_owned()));
    assert_eq!(down.field("res.users", "group_ids"), Change::Renamed("groups_id".to_owned()));
    assert_eq!(up.model("mail.shortcode"), Change::Renamed("mail.canned.response".to_owned()));
    assert_eq!(up.value("ir.ui.view", "type", "tree"), Change::Renamed("list".to_owned()));
    assert_eq!(down.value("ir.ui.view", "type", "list"), Change::Renamed("tree".to_owned()));
    assert_eq!(up.field("res.partner", "x_studio_field_AbC12"), Change::Same);
    assert_eq!(up.method("res.partner", "name_get"), Change::Absent);
    assert_eq!(down.method("sale.order", "formatted_read_group"), Change::Absent);
    assert_eq!(down.model("hr.version"), Change::Absent);
}

#[test]
fn a_whole_call_is_translated_with_a_report() {
    let co_model = |_: &str, field: &str| (field == "order_line").then(|| "sale.order.line".to_owned());
    let values = json!({"note": "x", "order_line": [[0, 0, {"tax_id": [[6, 0, [1]]], "product_packaging_id": 3}]]});
    let call = Call::create("sale.order", [values.as_object().cloned().unwrap()]);
    let there = adapter(Series::V18, Series::V19).call(&call, &co_model);
    assert_eq!(
        there.call.positional[0].1,
        json!([{"note": "x", "order_line": [[0, 0, {"product_packaging_id": 3, "tax_ids": [[6, 0, [1]]]}]]}])
    );
    assert_eq!(there.changed, ["`tax_id` of `sale.order.line` is `tax_ids` in 19.0"]);
    assert_eq!(
        there.losses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["19.0 has no field `product_packaging_id` on `sale.order.line`"]
    );
    let search =
        Call::search("sale.order", json!(["|", ["order_line.tax_id", "in", [1]], ["order_line", "any", [["product_uom", "!=", false]]]]));
    let there = adapter(Series::V18, Series::V19).call(&search.named("order", "date_order desc, id"), &co_model);
    assert_eq!(
        there.call.positional[0].1,
        json!(["|", ["order_line.tax_ids", "in", [1]], ["order_line", "any", [["product_uom_id", "!=", false]]]])
    );
    assert!(there.losses.is_empty());
}

#[test]
fn methods_are_translated_where_they_take_the_same() {
    let (up, down) = (adapter(Series::V17, Series::V19), adapter(Series::V19, Series::V17));
    assert_eq!(up.method("barcode.nomenclature", "gs1_decompose_extanded"), Change::Renamed("gs1_decompose_extended".to_owned()));
    assert_eq!(down.method("pos.session", "set_opening_control"), Change::Renamed("set_cashbox_pos".to_owned()));
    let call = Call::new("pos.session", "set_cashbox_pos").ids([1]).positional("cashbox_value", 100).positional("notes", "x");
    let there = up.call(&call, &|_, _| None);
    assert_eq!((there.call.method.as_str(), there.losses.len()), ("set_opening_control", 0));
    assert_eq!(there.changed, ["`set_cashbox_pos` of `pos.session` is `set_opening_control` in 19.0"]);
    let lost = up.call(&Call::new("hr.leave", "action_draft").ids([1]), &|_, _| None);
    assert_eq!(lost.losses.iter().map(ToString::to_string).collect::<Vec<_>>(), ["19.0 has no method `action_draft` on `hr.leave`"]);
    // What every model has is reported for models that no table knows, too.
    assert_eq!(up.method("x_trip", "unlink"), Change::Same);
    assert_eq!(up.method("x_trip", "name_get"), Change::Absent);
}

#[test]
fn every_retyped_field_reports_its_types() {
    let adapter = adapter(Series::V17, Series::V18);
    let step = &odoo_models::CHANGES.steps[0];
    let retyped: Vec<_> = step.models.iter().flat_map(|model| model.retyped.iter().map(|field| (model.model, *field))).collect();
    assert!(retyped.len() > 10);
    for (model, (field, from, to)) in retyped {
        assert!(matches!(adapter.field(model, field), Change::Retyped { from: f, to: t, .. } if (f, t) == (from, to)), "{model}.{field}");
        let _: (FieldType, FieldType) = (from, to);
    }
    assert_eq!(v19::ResUsers::GROUP_IDS.name(), "group_ids");
}
