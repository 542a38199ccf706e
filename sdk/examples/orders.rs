//! Orders of an Odoo, typed: `cargo run -p odoo-sdk --example orders`.
//!
//! Against the Odoo that `ODOO_URL`, `ODOO_DB`, `ODOO_USER` and `ODOO_API_KEY` name, or without them against an embedded one of
//! the series in `ODOO_SERIES` (default 19.0). The tokens are those of 19; on 17 and 18 they are translated.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use futures_util::TryStreamExt;
use odoo_models::v19::{ResCountry, ResPartner, SaleOrder, sale_order};
use odoo_sdk::model::query::Context;
use odoo_sdk::model::{Id, Many2one, Monetary};
use odoo_sdk::schema::Snapshot;
use odoo_sdk::{Client, Series};
use odoo_sim::{RunningSim, Sim};

odoo_sdk::projection! {
    /// A line of the list.
    struct FieldList of SaleOrder {
        id: Id<SaleOrder> = ID,
        name: String = NAME,
        partner: Many2one<ResPartner> = PARTNER_ID,
        total: Monetary = AMOUNT_TOTAL,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (odoo, _sim) = connect().await?;
    report(&odoo, &mut std::io::stdout()).await
}

/// Writes the confirmed orders of customers abroad, then what each month earned.
pub(crate) async fn report(odoo: &Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "Odoo {} in `{}`", odoo.version().text, odoo.database())?;

    let confirmed = SaleOrder::STATE.eq(sale_order::State::SALE);
    let abroad = SaleOrder::PARTNER_ID.join(ResPartner::COUNTRY_ID).join(ResCountry::CODE).ne("BE");
    let search = odoo.search::<SaleOrder>().filter(confirmed.clone() & abroad).order_by(SaleOrder::DATE_ORDER.desc());
    let mut orders = search.records::<FieldList>().pages(20);
    while let Some(order) = orders.try_next().await? {
        writeln!(out, "{:>5} {:<12} {:<30} {:>12}", order.id, order.name, order.partner.display_name, order.total)?;
    }

    let months = odoo.group::<SaleOrder, _>(SaleOrder::DATE_ORDER.month()).filter(confirmed).totals(SaleOrder::AMOUNT_TOTAL.sum());
    for month in months.context(Context::new().lang("en_US")).await? {
        let label = month.key.map(|period| period.label).unwrap_or_default();
        writeln!(out, "{label}: {} orders, {}", month.count, month.totals)?;
    }
    Ok(())
}

async fn connect() -> Result<(Client, Option<RunningSim>), Box<dyn Error>> {
    let read = |name: &str| std::env::var(name);
    if let Ok(url) = read("ODOO_URL") {
        let client = Client::connect(url).database(read("ODOO_DB")?).api_key(read("ODOO_USER")?, read("ODOO_API_KEY")?).await?;
        return Ok((client, None));
    }
    let series: Series = read("ODOO_SERIES").as_deref().unwrap_or("19.0").parse()?;
    let snapshot = Snapshot::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(series.name()))?;
    let sim = Sim::builder(snapshot).today("2026-11-20".parse()?).start().await?;
    let key = sim.api_key("admin").ok_or("the embedded Odoo has no admin")?;
    let client = Client::connect(sim.url()).database(sim.database()).api_key("admin", key).await?;
    Ok((client, Some(sim)))
}
