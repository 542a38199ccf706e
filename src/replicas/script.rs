//! A script in Lua. Its text is sent when Redis does not have it yet, else its digest.

use redis::aio::ConnectionLike;
use redis::{FromRedisValue, RedisResult};

use super::Name;

/// A script with its digest.
pub(crate) struct Script(redis::Script);

impl Script {
    /// Of this text.
    pub(crate) fn new(text: &'static str) -> Self {
        Self(redis::Script::new(text))
    }

    pub(super) async fn run<T: FromRedisValue>(
        &self,
        connection: &mut impl ConnectionLike,
        names: &[Name],
        arguments: &[&str],
    ) -> RedisResult<T> {
        let mut invocation = self.0.prepare_invoke();
        for name in names {
            invocation.key(name.as_str());
        }
        for argument in arguments {
            invocation.arg(*argument);
        }
        invocation.invoke_async(connection).await
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Script").field(&self.0.get_hash()).finish()
    }
}
