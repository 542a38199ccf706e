//! Typed calls: builders over the [`Client`], each sent when it is awaited.
//!
//! A builder makes a [`Call`](crate::Call) without IO, the client sends it, the answer is decoded by the projection.
//! Where Odoo refuses a request, the fields it named are looked up in the connected database, so that a missing app is
//! told as such. A request of one series' models to a server of another is translated first where the models' crate knows
//! the changes ([`Model::CHANGES`]), and sent as it is otherwise.

mod call;
mod context;
mod create;
mod create_many;
mod error;
mod group;
mod pages;
mod read;
mod search;
mod send;
mod write;

pub use call::MethodCall;
pub use context::Context;
pub use create::Create;
pub use create_many::{Batch, CreateMany, Failed};
pub use error::ModelError;
pub use group::Groups;
pub use pages::Pages;
pub use read::Read;
pub use search::{Search, Select, Whole};
pub use write::{Delete, Write};

use super::{Id, Model};
use crate::Client;

/// What every builder becomes when it is awaited.
pub type Answer<T> = std::pin::Pin<Box<dyn Future<Output = Result<T, ModelError>> + Send>>;

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

    /// Calls a public method of `M` on records. For methods that take none, see [`MethodCall::on_model`].
    pub fn call<M: Model>(&self, ids: &[Id<M>], method: impl Into<String>) -> MethodCall<M> {
        MethodCall::new(self.clone(), ids.to_vec(), method.into())
    }
}
