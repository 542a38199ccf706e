//! `up`: makes whatever is missing, in the order that it is needed, and does nothing where all is there. Every step can be cut short and run again.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::account::Account;
use super::database::Database;
use super::layout::{self, Layout};
use super::postgres::PostgresPrograms;
use super::running::RunningOdoo;
use super::state::State;
use super::{
    UpArguments, addon, api_keys, cluster, community, configuration, debian, modules, package, process, program, progress, provision,
    python, report, server,
};

pub(crate) fn up(arguments: &UpArguments) -> Result<ExitCode> {
    let name = arguments.series.name.as_deref().or_else(|| (!arguments.addons.is_empty()).then_some(community::NAME));
    let layout = Layout::of_series(&arguments.series.series, name)?;
    layout.make()?;
    let _lock = layout.lock()?;
    let running = Upward::prepare(&layout)?.run(arguments)?;
    report::print(&running, arguments.json)?;
    Ok(ExitCode::SUCCESS)
}

/// What all steps need.
struct Upward<'a> {
    layout: &'a Layout,
    account: Account,
    programs: PostgresPrograms,
}

impl<'a> Upward<'a> {
    fn prepare(layout: &'a Layout) -> Result<Self> {
        // Before the account: Debian's package makes it.
        let programs = PostgresPrograms::ensure()?;
        let account = Account::choose()?;
        if let Some(folder) = account.closed_folder(layout.folder()) {
            bail!("{} is closed to the account that the servers run as; set ODOO_GATEWAY_CACHE to another folder", folder.display());
        }
        package::ensure(layout)?;
        python::ensure(layout, &account)?;
        // Odoo looks for it as it starts; all but printing works without it.
        if !program::exists("wkhtmltopdf")
            && let Err(error) = debian::install(&["wkhtmltopdf"])
        {
            progress::note(&format!("Odoo will print no reports: {error:#}"));
        }
        Ok(Self { layout, account, programs })
    }

    fn run(&self, arguments: &UpArguments) -> Result<RunningOdoo> {
        let addons = community::ensure(self.layout, &arguments.addons)?;
        let asked = [arguments.modules.as_slice(), addons.as_slice()].concat();
        let wanted = modules::wanted(&asked, &[self.layout.odoo_addons(), self.layout.community_addons()])?;
        let addon_digest = addon::ensure(self.layout)?;
        let mut state = self.load_state(arguments.fresh)?;
        let postgres_port = cluster::ensure(self.layout, &self.account, &self.programs, &mut state)?;
        self.ensure_database(&mut state, postgres_port, &wanted, &addon_digest)?;
        let odoo_port = self.ensure_server(&mut state, postgres_port)?;
        self.ensure_keys(&mut state, odoo_port)?;
        report::gather(self.layout, &state).context("Odoo ended right after it answered")
    }

    /// Without a state there are no passwords, so a cluster that may be there is of no use; nor is a state whose servers were deleted.
    fn load_state(&self, fresh: bool) -> Result<State> {
        if !fresh
            && self.layout.server().is_dir()
            && let Some(state) = State::load(self.layout)?
        {
            return Ok(state);
        }
        server::stop(self.layout)?;
        cluster::stop(self.layout)?;
        layout::remove(&self.layout.server())?;
        self.account.make_folder(&self.layout.server())?;
        let state = State::new()?;
        state.save(self.layout)?;
        Ok(state)
    }

    fn ensure_database(&self, state: &mut State, port: u16, wanted: &[String], addon_digest: &str) -> Result<()> {
        let known = state.clone();
        let database = Database { layout: self.layout, account: &self.account, programs: &self.programs, state: &known, port };
        let plan = provision::plan(&database, wanted, addon_digest)?;
        if plan.as_ref().is_some_and(modules::Plan::is_empty) {
            return Ok(());
        }
        server::stop(self.layout)?;
        database.ensure_role()?;
        configuration::write(self.layout, &self.account, state, port, process::free_port(state.odoo_port)?)?;
        match (plan, &mut state.database) {
            (Some(plan), Some(finished)) => {
                provision::amend(&database, &plan)?;
                finished.modules = modules::union(&finished.modules, wanted);
                finished.addon_digest = addon_digest.to_owned();
            }
            (_, made) => *made = Some(provision::make(&database, wanted, addon_digest)?),
        }
        state.save(self.layout)
    }

    fn ensure_server(&self, state: &mut State, postgres_port: u16) -> Result<u16> {
        if let (Some(_), Some(port)) = (server::running(self.layout), state.odoo_port) {
            if server::answers(port) {
                return Ok(port);
            }
            progress::note("Odoo runs but does not answer: starting it anew");
        }
        server::stop(self.layout)?;
        let port = process::free_port(state.odoo_port)?;
        state.odoo_port = Some(port);
        state.save(self.layout)?;
        configuration::write(self.layout, &self.account, state, postgres_port, port)?;
        server::start(self.layout, &self.account, port)?;
        Ok(port)
    }

    fn ensure_keys(&self, state: &mut State, odoo_port: u16) -> Result<()> {
        let Some(database) = &mut state.database else { bail!("there is no database") };
        let logins = api_keys::ensure(self.layout, &self.account, odoo_port, &database.logins)?;
        if logins != database.logins {
            database.logins = logins;
            state.save(self.layout)?;
        }
        Ok(())
    }
}
