//! Hears what becomes of calls at a door that answers some of them otherwise.

use crate::error_code::ErrorCode;
use crate::tools::Effect;

/// Watches the calls of one request.
pub(crate) trait CallWatch: std::fmt::Debug + Send + Sync {
    /// Whether a call of this effect may be made; where it may not, the watch answers it.
    fn allows(&self, effect: Effect) -> bool;

    /// A call failed.
    fn failed(&self, code: ErrorCode);
}
