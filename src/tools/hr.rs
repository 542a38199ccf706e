//! Toolset `hr`: one's own attendance, leaves and profile.

mod attendance;
mod check_in;
mod check_out;
mod get_my_attendance;
mod get_my_leaves;
mod get_my_profile;
mod leave;
mod request_leave;

pub(super) use check_in::CheckIn;
pub(super) use check_out::CheckOut;
pub(super) use get_my_attendance::GetMyAttendance;
pub(super) use get_my_leaves::GetMyLeaves;
pub(super) use get_my_profile::GetMyProfile;
pub(super) use request_leave::RequestLeave;
