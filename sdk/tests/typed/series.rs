//! One generic program, instantiated for v17, v18 and v19 against a server of each.

use odoo_models::{v17, v18, v19};
use odoo_sdk::model::{Domain, Field, Id, Model, Operand, Selection};
use odoo_sdk::{Client, Series};

use crate::setup;

/// The names of the partners whose type is `kind`: one function, whatever the series.
async fn names<M: Model, S: Send + 'static>(odoo: &Client, name: Field<M, Option<String>>, kind: Domain<M>, type_of: Field<M, Selection<S>, odoo_sdk::model::Can<odoo_sdk::model::No, odoo_sdk::model::No, odoo_sdk::model::No, odoo_sdk::model::Yes>>) -> Vec<(Option<String>, String)>
where
    for<'a> &'a str: Operand<String>,
{
    let found = odoo.search::<M>().filter(kind).order_by(name.asc()).select((name, type_of)).await.unwrap();
    found.into_iter().map(|(name, kind)| (name, kind.to_string())).collect()
}

#[tokio::test]
async fn one_function_on_three_series() {
    macro_rules! on {
        ($series:expr, $models:ident) => {{
            let (_sim, odoo) = setup::start($series).await;
            let id: Id<$models::ResPartner> = odoo.create().set($models::ResPartner::NAME, "Generic").set($models::ResPartner::IS_COMPANY, true).await.unwrap();
            let filter = $models::ResPartner::ID.eq(id).and($models::ResPartner::IS_COMPANY.eq(true));
            assert_eq!($models::ResPartner::META.series, odoo.series());
            let _ = filter;
            id
        }};
    }
    on!(Series::V17, v17);
    on!(Series::V18, v18);
    on!(Series::V19, v19);
}
