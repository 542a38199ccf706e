//! Models by name: reads, writes and pages without a type for the model.

use odoo_sdk::{Client, ErrorKind, Series};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::setup;

#[derive(Debug, PartialEq, Deserialize)]
struct Tag {
    id: i64,
    name: String,
    parent_id: Option<(i64, String)>,
}

#[derive(Serialize)]
struct NewTag {
    name: &'static str,
    parent_id: Option<i64>,
}

async fn life(odoo: &Client) {
    let tags = odoo.model("res.partner.category");
    let parent = tags.create(NewTag { name: "By name", parent_id: None }).await.unwrap();
    let children = tags.create_many(["A", "B", "C", "D", "E"].map(|name| json!({"name": name, "parent_id": parent}))).await.unwrap();
    let below = || tags.search(json!([["parent_id", "=", parent]])).fields(["name", "parent_id"]);
    assert_eq!((below().count().await.unwrap(), below().ids().await.unwrap().len()), (5, 5));
    let last: Vec<Tag> = below().order("name desc").limit(1).fetch().await.unwrap();
    assert_eq!((last[0].name.as_str(), last[0].parent_id.as_ref().unwrap().0), ("E", parent));
    assert_eq!(
        tags.read::<Tag>(&[parent], ["name", "parent_id"]).await.unwrap(),
        [Tag { id: parent, name: "By name".to_owned(), parent_id: None }]
    );

    for order in [None, Some("name desc")] {
        let search = order.map_or_else(below, |order| below().order(order));
        let (mut seen, mut pages) = (Vec::new(), search.pages::<Tag>(2));
        while let Some(page) = pages.next_page().await.unwrap() {
            seen.extend(page.iter().map(|tag| tag.id));
            tags.write(&[page[0].id], json!({"name": format!("moved {}", seen.len())})).await.unwrap();
        }
        let expected: Vec<i64> = if order.is_some() { Vec::new() } else { children.clone() };
        assert!(expected.is_empty() || seen == expected, "{seen:?}");
        seen.sort();
        assert_eq!(seen, children);
    }
    let (mut limited, before) = (below().limit(3).offset(1).pages::<Tag>(2), &children[1..4]);
    let mut seen = Vec::new();
    while let Some(page) = limited.next_page().await.unwrap() {
        seen.extend(page.into_iter().map(|tag| tag.id));
    }
    assert_eq!(seen, before);
    assert_eq!(below().limit(0).fetch::<Tag>().await.unwrap(), []);

    assert_eq!(tags.fields(["type"]).await.unwrap()["name"]["type"], "char");
    let names: Vec<(i64, String)> = tags.call("name_search").positional("name", "By name").reads_only().await.unwrap();
    assert!(names.iter().any(|(id, _)| *id == parent));
    assert_eq!(tags.create("no mapping").await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(odoo.model("no.such.model").search(json!([])).count().await.unwrap_err().kind(), ErrorKind::Version);
    tags.delete(&children).await.unwrap();
    tags.delete(&[parent]).await.unwrap();
}

#[tokio::test]
async fn a_model_by_name_has_the_same_life_on_every_series() {
    for series in Series::ALL {
        life(&setup::start(series).await.1).await;
    }
}

#[tokio::test]
async fn on_a_real_odoo() {
    let Some(odoo) = setup::live().await else { return };
    life(&odoo).await;
}
