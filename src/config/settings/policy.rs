//! What holds for what no rule names.

use crate::config::setting::section;

section! {
    "policy", "What holds for what no rule names.";
    PROFILE = Setting::choice("profile", &["business", "open", "locked"],
        "`business`: what an ordinary user of a business app could do on a screen; `open`: what no rule refuses; `locked`: what `model_access.yaml` lists")
        .default("business").mention("business").at_once();
}
