//! Toolset `instances`: several Odoos in one call.

mod search_across_instances;

pub(super) use search_across_instances::SearchAcrossInstances;
