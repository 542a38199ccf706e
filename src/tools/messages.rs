//! Toolset `messages`: messages on records, activities, one's own day, and who changed what.

mod activity;
mod finish_activity;
mod get_history;
mod get_my_day;
mod markup;
mod post_message;
mod schedule_activity;
mod tracking;

pub(super) use finish_activity::FinishActivity;
pub(super) use get_history::GetHistory;
pub(super) use get_my_day::GetMyDay;
pub(super) use post_message::PostMessage;
pub(super) use schedule_activity::ScheduleActivity;
