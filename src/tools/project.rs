//! Toolset `project`: one's own tasks, and how a project stands.

mod get_my_tasks;
mod get_project_summary;
mod task;
mod update_task_stage;

pub(super) use get_my_tasks::GetMyTasks;
pub(super) use get_project_summary::GetProjectSummary;
pub(super) use update_task_stage::UpdateTaskStage;
