//! Typed calls: builders over the [`Client`], each sent when it is awaited.
//!
//! A builder makes a [`Call`](crate::Call) without IO, the client sends it, the answer is decoded by the projection.
//! Where Odoo refuses a request, the fields it named are looked up in the connected database, so that a missing app is
//! reported as such. A request of one series' models to a server of another is translated first where the models' crate knows
//! the changes ([`Model::CHANGES`]), and sent as it is otherwise.

mod call;
mod create;
mod create_many;
mod error;
mod get;
mod group;
mod named;
mod named_search;
mod pages;
mod read;
mod search;
mod send;
mod write;

pub use crate::client::Context;
pub use call::MethodCall;
pub use create::Create;
pub use create_many::{Batch, CreateMany, Failed};
pub use error::ModelError;
pub use get::Get;
pub use group::Groups;
pub use named::NamedModel;
pub use named_search::{NamedPages, NamedSearch};
pub use pages::Pages;
pub use read::Read;
pub use search::{FullRecord, Search, Select};
pub use write::{Delete, Write};

use super::{Id, Model};
use crate::Client;

/// What every builder becomes when it is awaited.
pub type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = Result<T, ModelError>> + Send>>;

/// Typed calls.
impl Client {
    /// Searches records of `M`.
    pub fn search<M: Model>(&self) -> Search<M> {
        Search::new(self.clone())
    }

    /// Reads records of `M` by id, in chunks.
    pub fn read<M: Model>(&self, ids: impl IntoIterator<Item = Id<M>>) -> Read<M> {
        Read::new(self.clone(), ids.into_iter().collect())
    }

    /// Creates a record of `M`.
    pub fn create<M: Model>(&self) -> Create<M> {
        Create::new(self.clone())
    }

    /// Creates many records of `M`.
    pub fn create_many<M: Model>(&self, drafts: impl IntoIterator<Item = super::Draft<M>>) -> CreateMany<M> {
        CreateMany::new(self.clone(), drafts.into_iter().collect())
    }

    /// Writes on records of `M`.
    pub fn write<M: Model>(&self, ids: &[Id<M>]) -> Write<M> {
        Write::new(self.clone(), ids.to_vec())
    }

    /// Deletes records of `M`.
    pub fn delete<M: Model>(&self, ids: &[Id<M>]) -> Delete<M> {
        Delete::new(self.clone(), ids.to_vec())
    }

    /// Groups records of `M` by `keys`: a field, a period, or a tuple.
    pub fn group<M: Model, K: super::GroupKeys<M>>(&self, keys: K) -> Groups<M, K, ()> {
        Groups::new(self.clone(), keys)
    }

    /// Calls a public method of any model by name, and reads what it returns as `T`.
    ///
    /// ```no_run
    /// # async fn example(odoo: &odoo_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let found: Vec<(i64, String)> = odoo.call("res.partner", "name_search").positional("name", "Azure").named("limit", 5).await?;
    /// odoo.call::<()>("sale.order", "action_confirm").on([7]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<T>(&self, model: impl Into<String>, method: impl Into<String>) -> MethodCall<T> {
        MethodCall::by_name(self.clone(), model.into(), method.into())
    }

    /// A model by its name, where no type is known.
    ///
    /// ```no_run
    /// # async fn example(odoo: &odoo_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// #[derive(serde::Deserialize)]
    /// struct Route {
    ///     id: i64,
    ///     name: String,
    ///     driver_id: Option<(i64, String)>,
    /// }
    ///
    /// let routes = odoo.model("delivery.route.custom");
    /// let open: Vec<Route> = routes.search(serde_json::json!([["state", "=", "open"]])).fields(["name", "driver_id"]).limit(20).fetch().await?;
    /// routes.create(serde_json::json!({"name": "North"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn model(&self, name: impl Into<String>) -> NamedModel {
        NamedModel::new(self.clone(), name.into())
    }

    /// Calls a public method of `M` on records. For one that Odoo marks `model`, see [`Self::call_model`].
    pub fn call_on<M: Model>(&self, ids: &[Id<M>], method: impl Into<String>) -> MethodCall {
        MethodCall::typed(self.clone(), Some(ids), method.into())
    }

    /// Calls a public method of `M` that takes no records.
    pub fn call_model<M: Model>(&self, method: impl Into<String>) -> MethodCall {
        MethodCall::typed::<M>(self.clone(), None, method.into())
    }

    /// The record of `M` with this id, if it is there.
    pub fn get<M: Model>(&self, id: Id<M>) -> Get<M> {
        Get::new(self.read([id]))
    }
}
