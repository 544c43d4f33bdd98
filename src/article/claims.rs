//! What the sources of a page say of one field, and which of them is believed.

use std::fmt;

use serde::{Serialize, Serializer};

/// Where a claim stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In words.
    Named(&'static str),
    /// A `meta` tag of this name.
    Meta(&'static str),
}

impl From<&'static str> for Source {
    fn from(name: &'static str) -> Self {
        Self::Named(name)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Meta(name) => write!(f, "meta {name}"),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceClaim {
    /// Such as `JSON-LD datePublished` or `meta article:published_time`.
    pub source: Source,
    /// What it says, cleaned.
    pub value: String,
}

/// How a field was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldAccount {
    /// The field's name in the result.
    pub field: &'static str,
    /// Who was believed; `None` where no source says anything usable.
    pub chosen: Option<SourceClaim>,
    /// Other sources that say the same.
    pub agreeing: Vec<Source>,
    /// Sources that say something else.
    pub overruled: Vec<SourceClaim>,
}

/// The claims about one field in the order of trust: the first that stands is believed.
///
/// Sources are asked one by one, and none after the first that stands, unless an account of all of them is wanted.
#[derive(Debug)]
pub struct Claims<T> {
    field: &'static str,
    wants_account: bool,
    made: Vec<(Source, T)>,
    /// The place of the one believed.
    chosen: Option<usize>,
    /// It stands until a better one comes.
    is_weak: bool,
}

/// How much a claim is worth against those that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It stands.
    Stands,
    /// It gives way to any that stands.
    GivesWay,
}

impl<T> Claims<T> {
    /// Of a field.
    pub const fn new(field: &'static str, wants_account: bool) -> Self {
        Self { field, wants_account, made: Vec::new(), chosen: None, is_weak: false }
    }

    /// Asks a source.
    pub fn offer(&mut self, source: impl Into<Source>, ask: impl FnOnce() -> Option<T>) {
        self.offer_judged(source, || Some((ask()?, Worth::Stands)));
    }

    /// Asks a source whose claim may have to give way.
    pub fn offer_judged(&mut self, source: impl Into<Source>, ask: impl FnOnce() -> Option<(T, Worth)>) {
        let is_open = self.chosen.is_none() || self.is_weak;
        if !is_open && !self.wants_account {
            return;
        }
        let Some((value, worth)) = ask() else { return };
        if self.chosen.is_none() || (self.is_weak && worth == Worth::Stands) {
            self.chosen = Some(self.made.len());
            self.is_weak = worth == Worth::GivesWay;
        }
        self.made.push((source.into(), value));
    }

    /// The claim believed so far.
    pub fn chosen(&self) -> Option<&T> {
        self.chosen.and_then(|at| self.made.get(at)).map(|(_, value)| value)
    }

    /// The value believed; the account, if wanted, goes to the list, values in the words of `show`.
    pub fn settle(mut self, accounts: &mut Vec<FieldAccount>, show: impl Fn(&T) -> String) -> Option<T> {
        if self.wants_account {
            accounts.push(self.account(show));
        }
        self.chosen.map(|at| self.made.swap_remove(at).1)
    }

    fn account(&self, show: impl Fn(&T) -> String) -> FieldAccount {
        let mut account =
            FieldAccount { field: self.field, chosen: None, agreeing: Vec::new(), overruled: Vec::new() };
        let believed = self.chosen().map(&show);
        for (at, (source, value)) in self.made.iter().enumerate() {
            let value = show(value);
            if self.chosen == Some(at) {
                account.chosen = Some(SourceClaim { source: *source, value });
            } else if believed.as_ref() == Some(&value) {
                account.agreeing.push(*source);
            } else {
                account.overruled.push(SourceClaim { source: *source, value });
            }
        }
        account
    }
}
