//! Servers to talk to.

use std::path::Path;

use jiff::civil::Date;
use odoo_sdk::schema::Snapshot;
use odoo_sdk::{Client, Series};
use odoo_sim::{RunningSim, Sim};

/// The day of every embedded Odoo here.
const TODAY: Date = jiff::civil::date(2026, 11, 20);

/// The embedded Odoo of a series with its sample company. It stops when dropped.
pub(crate) async fn start(series: Series) -> (RunningSim, Client) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(series.name());
    let sim = Sim::builder(Snapshot::read(&folder).unwrap()).today(TODAY).start().await.unwrap();
    let key = sim.api_key("admin").unwrap();
    let client = Client::connect(sim.url()).database(sim.database()).api_key("admin", key).await.unwrap();
    (sim, client)
}

/// The real Odoo that the environment names; without one says so.
pub(crate) async fn live() -> Option<Client> {
    let read = |name: &str| std::env::var(name).ok();
    let Some(url) = read("ODOO_LIVE_URL") else {
        eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
        return None;
    };
    let connect = Client::connect(url).database(read("ODOO_LIVE_DB").unwrap());
    let user = read("ODOO_LIVE_USER").unwrap();
    let client = match read("ODOO_LIVE_API_KEY") {
        Some(key) => connect.api_key(user, key).await,
        None => connect.password(user, read("ODOO_LIVE_PASSWORD").unwrap()).await,
    };
    Some(client.unwrap())
}
