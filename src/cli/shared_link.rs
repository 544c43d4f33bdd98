//! The article at an address, for `vigie why` and `why-not`: one of those that share it, where several do.

use std::process::ExitCode;

use url::Url;

use super::{Failure, Format, Outcome, print_json, print_line};
use crate::article::url_key;
use crate::model::{ArticleId, Zone};
use crate::store::{ArticleTrail, Sharing, Store};

/// Which article is meant.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// Address of the article
    pub(super) url: String,
    /// Of the articles that share this address, the one with this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

/// What an address leads to.
pub(super) enum Led {
    Article(Box<ArticleTrail>),
    /// Entries of a feed have it together; each is an article.
    Several(Vec<Sharing>),
    Nothing,
}

impl Which {
    fn id(&self) -> Result<Option<ArticleId>, Failure> {
        self.id.as_deref().map(str::parse).transpose().map_err(Failure::usage)
    }

    /// Looks it up in the store.
    pub(super) async fn find(&self, store: &Store, url: &Url) -> Result<Led, Failure> {
        let key = url_key(url);
        let id = self.id()?;
        let leads_to = store.trail(key).await?;
        if let Some(trail) = leads_to
            && id.is_none_or(|id| id == trail.article_id)
        {
            return Ok(Led::Article(Box::new(trail)));
        }
        let mut sharing = store.sharing(key).await?;
        if let Some(id) = id {
            sharing.retain(|one| one.article_id == id);
        }
        if sharing.len() > 1 {
            return Ok(Led::Several(sharing));
        }
        let trail = match sharing.first() {
            Some(one) => store.trail_of(one.article_id).await?,
            None => None,
        };
        Ok(trail.map_or(Led::Nothing, |trail| Led::Article(Box::new(trail))))
    }
}

/// What is said where an address is shared.
///
/// # Errors
/// Nothing can be written.
pub(super) fn several(url: &Url, sharing: &[Sharing], format: Format, zone: Zone) -> Outcome {
    if format == Format::Json {
        let shared: Vec<_> = sharing
            .iter()
            .map(|one| {
                serde_json::json!({ "id": one.article_id, "title": one.title, "first_seen_at": one.first_seen_at })
            })
            .collect();
        print_json(&serde_json::json!({ "url": url.as_str(), "found": true, "shared_by": shared }))?;
        return Ok(ExitCode::FAILURE);
    }
    print_line(&format!("{} articles share {url}: say which by `--id`", sharing.len()))?;
    for one in sharing {
        print_line(&format!("{}  {}  {}", one.article_id, one.first_seen_at.on_clocks(zone), one.title))?;
    }
    Ok(ExitCode::FAILURE)
}
