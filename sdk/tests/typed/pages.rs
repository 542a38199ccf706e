//! Pages of a database that others write to meanwhile: every record that was there comes once.

use futures_util::TryStreamExt;
use odoo_models::{v17, v18, v19};
use odoo_sdk::Series;
use odoo_sdk::model::query::Search;

use crate::setup;

/// Reads contacts page by page in an order, and moves a record that was read and one that was not after each page: where pages
/// are cut by counting, records fall behind the cut or come twice.
macro_rules! read_while_moving {
    ($series:expr, $models:ident, $order:expr) => {{
        use $models::ResPartner;
        let (_sim, odoo) = setup::start($series).await;
        let mut before = odoo.search::<ResPartner>().ids().await.unwrap();
        let order: Option<odoo_sdk::model::Order<ResPartner>> = $order;
        let mut search = odoo.search::<ResPartner>();
        if let Some(order) = order {
            search = search.order_by(order);
        }
        let (mut seen, mut pages) = (Vec::new(), search.select((ResPartner::ID, ResPartner::NAME)).pages(4));
        while let Some(page) = pages.next_page().await.unwrap() {
            assert!(page.len() <= 4);
            seen.extend(page.iter().map(|(id, _)| *id));
            odoo.write(&page.iter().map(|(id, _)| *id).take(1).collect::<Vec<_>>())
                .set(ResPartner::NAME, "zzz moved to the end")
                .await
                .unwrap();
            let unread = before.iter().rev().find(|id| !seen.contains(id)).copied();
            odoo.write(unread.as_slice()).set(ResPartner::NAME, "AAA moved to the start").await.unwrap();
        }
        assert!(seen.len() > 12, "{} records", seen.len());
        seen.sort();
        before.sort();
        assert_eq!(seen, before, "{}", $series);
    }};
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_others_write() {
    read_while_moving!(Series::V17, v17, Some(ResPartner::NAME.asc()));
    read_while_moving!(Series::V18, v18, Some(ResPartner::NAME.desc()));
    read_while_moving!(Series::V19, v19, Some(ResPartner::NAME.asc()));
    read_while_moving!(Series::V19, v19, Some(ResPartner::WRITE_DATE.desc()));
    read_while_moving!(Series::V19, v19, Some(ResPartner::ID.desc()));
    read_while_moving!(Series::V19, v19, None);
}

#[tokio::test]
async fn records_deleted_meanwhile_hide_no_other() {
    use v19::ResPartner;
    let (_sim, odoo) = setup::start(Series::V19).await;
    for order in [ResPartner::ID.asc(), ResPartner::ID.desc(), ResPartner::NAME.asc()] {
        let mut own = Vec::new();
        for name in ["Page A", "Page B", "Page C", "Page D", "Page E", "Page F"] {
            own.push(odoo.create::<ResPartner>().set(ResPartner::NAME, name).await.unwrap());
        }
        let search = odoo.search::<ResPartner>().filter(ResPartner::ID.is_in(own.clone())).order_by(order);
        let (mut seen, mut pages) = (Vec::new(), search.select(ResPartner::ID).pages(2));
        while let Some(page) = pages.next_page().await.unwrap() {
            seen.extend(page.iter().copied());
            odoo.delete(&page).await.unwrap();
        }
        assert_eq!(seen.len(), 6, "{order}");
        assert_eq!(odoo.search::<ResPartner>().filter(ResPartner::ID.is_in(own)).count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn pages_keep_the_order_the_limit_and_the_offset() {
    use v19::ResPartner;
    let (_sim, odoo) = setup::start(Series::V19).await;
    let name = || odoo.search::<ResPartner>().order_by(ResPartner::NAME.desc());
    let id = || odoo.search::<ResPartner>().order_by(ResPartner::ID.desc());
    let searches: [&dyn Fn() -> Search<ResPartner>; 2] = [&name, &id];
    for search in searches {
        for (limit, offset) in [(7, 0), (7, 5), (8, 4), (1000, 2), (0, 0)] {
            let whole = search().limit(limit).offset(offset).ids().await.unwrap();
            for size in [1, 4, 100] {
                let pages = search().limit(limit).offset(offset).select(ResPartner::ID).pages(size);
                assert_eq!(pages.try_collect::<Vec<_>>().await.unwrap(), whole, "limit {limit} offset {offset} size {size}");
            }
        }
    }
}

#[tokio::test]
async fn on_a_real_odoo() {
    use v19::ResPartnerCategory as Tag;
    let Some(odoo) = setup::live().await else { return };
    let names = ["Page A", "Page B", "Page C", "Page D", "Page E", "Page F", "Page G"];
    let drafts = names.map(|name| odoo_sdk::model::Draft::<Tag>::new().set(Tag::NAME, name));
    let own = odoo.create_many(drafts).at_once().await.unwrap();
    for order in [Tag::NAME.asc(), Tag::WRITE_DATE.asc(), Tag::WRITE_DATE.desc(), Tag::ID.asc()] {
        let (mut seen, mut pages) =
            (Vec::new(), odoo.search::<Tag>().filter(Tag::ID.is_in(own.clone())).order_by(order).select(Tag::ID).pages(2));
        while let Some(page) = pages.next_page().await.unwrap() {
            seen.extend(page.iter().copied());
            odoo.write(&page[..1]).set(Tag::NAME, "zzz moved").await.unwrap();
        }
        seen.sort();
        assert_eq!(seen, own, "{order}");
    }
    odoo.delete(&own).await.unwrap();
}
