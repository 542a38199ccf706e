//! The models that the caller may hear of.

use odoo_sdk::schema::ModelSchema;

use super::Odoo;
use crate::catalog::ListedModel;
use crate::policy::Question;
use crate::session::Connected;
use crate::tools::failure::Failure;

impl Odoo {
    /// Names and labels of the models that the policy lets the caller see.
    pub(crate) async fn visible_models(&self) -> Result<Vec<ListedModel>, Failure> {
        let connected = self.connected().await?;
        let listed = connected.catalog().listed(connected.client()).await?;
        Ok(listed.iter().filter(|model| self.may_see(connected, &model.name)).cloned().collect())
    }

    /// Whether the policy lets the caller see a model of this name, as far as it is known without asking: what is not known is no.
    pub(crate) fn may_see(&self, connected: &Connected, model: &str) -> bool {
        let is_member = |group: &str| connected.is_member(group);
        let named = ModelSchema { model: model.to_owned(), ..ModelSchema::default() };
        let answers = |question: &Question| self.answers.known(question);
        let caller = self.principal_of_call(connected.client().user().uid, &is_member, &answers);
        self.policy.visible(&named, &caller).is_ok_and(|(needs, _)| needs.is_empty())
    }
}
