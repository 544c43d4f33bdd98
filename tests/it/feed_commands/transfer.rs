//! `feed import`, `feed export`, `feed add` and the packs.

use super::{json, run, says};
use crate::support::app::TestApp;
use crate::support::press::Answer;

const LIST: &str = "<opml><head><title>From before</title></head><body><outline text='Coast'>\
    <outline text='Le Phare' xmlUrl='https://phare.example.org/rss' language='fr' country='fr'/>\
    <outline text='Harbour' xmlUrl='https://harbour.example.org/rss'/>\
    <outline text='Harbour again' xmlUrl='https://harbour.example.org/rss#top'/>\
    <outline text='Odd' xmlUrl='ftp://odd.example.org/'/>\
    <outline text='Closed' xmlUrl='https://me:hunter2@closed.example.org/'/>\
    <outline text='Partners' type='include' url='https://partners.example/list.opml'/>\
    <outline text='Old pier' type='link' url='https://pier.example/'/>\
    <outline text='Museum' htmlUrl='https://museum.example/'/>\
    <outline text='Nowhere' type='rss'/></outline>";

/// A house with one feed, which includes what is put into `feeds/`.
async fn house() -> TestApp {
    let mut house = TestApp::new().await;
    "[feeds.lighthouse]\nurl = \"https://phare.example.org/rss\"\n".clone_into(&mut house.extra);
    house
}

/// The program with `feeds/` included: exit code, stdout, stderr.
async fn vigie(house: &TestApp, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = house.write();
    let main = folder.join("vigie.toml");
    let text = std::fs::read_to_string(&main).expect("a configuration");
    std::fs::write(&main, format!("include = [\"feeds/*.toml\", \"feeds/*.opml\"]\n{text}")).expect("a file");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.arg("--config").arg(folder).args(arguments).env_remove("VIGIE_CONFIG");
    let done =
        tokio::task::spawn_blocking(move || command.output().expect("the program")).await.expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

fn written(house: &TestApp, name: &str) -> Option<String> {
    std::fs::read_to_string(house.folder.path().join("config").join(name)).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_what_is_new_known_and_refused_and_passes_the_check() {
    let house = house().await;
    let list = house.folder.path().join("My feeds.opml");
    std::fs::write(&list, LIST).expect("a file");
    let list = list.to_str().expect("UTF-8");
    let (code, out, complaint) = vigie(&house, &["feed", "import", list, "--dry-run"]).await;
    assert_eq!(code, Some(0), "{complaint}");
    assert!(
        out.contains("1 feed would go into") && written(&house, "feeds/my-feeds.opml").is_none(),
        "{out}"
    );
    let (code, out, complaint) = vigie(&house, &["feed", "import", list]).await;
    assert_eq!(code, Some(0), "{complaint}");
    for line in [
        "left out: Nowhere: it has no `xmlUrl`",
        "left out: Partners: it names another list: import that one, too",
        "left out: Old pier: it names a page, no feed: `vigie feed discover` looks for its feed",
        "left out: Museum: it names a page, no feed",
        "known: Le Phare: it is the feed `lighthouse`",
        "repaired: `Harbour again` is in the list twice: it is of both groups",
        "refused: Odd: `ftp` addresses cannot be watched",
        "refused: Closed: the address holds a password",
        "; 1 known, 2 refused, 4 left out",
    ] {
        assert!(out.contains(line), "{line} in {out}");
    }
    assert!(!out.contains("hunter2"), "{out}");
    let opml = written(&house, "feeds/my-feeds.opml").expect("a list");
    assert!(opml.contains("<title>From before</title>") && opml.matches("xmlUrl").count() == 1, "{opml}");
    let (code, _, complaint) = vigie(&house, &["check"]).await;
    assert_eq!(code, Some(0), "{complaint}");
    let (_, fates, _) = vigie(&house, &["--format", "json", "feed", "import", list]).await;
    assert_eq!(fates.matches("\"fate\":\"left out\"").count(), 4, "{fates}");
    let (code, out, _) = vigie(&house, &["feed", "import", list]).await;
    assert_eq!((code, out.contains("nothing is new")), (Some(0), true), "{out}");
    let (_, out, _) = vigie(&house, &["feed", "export"]).await;
    assert!(out.contains("title=\"Harbour\"") && out.contains("<outline text=\"Coast\""), "{out}");
}

/// Titles and sites as they stand in OPML, one a line.
fn titles(opml: &str) -> Vec<String> {
    let lines = opml.lines().filter(|line| line.contains("xmlUrl")).map(str::trim);
    let mut titles: Vec<String> = lines.map(str::to_owned).collect();
    titles.sort();
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_and_sites_of_a_list_come_back_in_an_export() {
    const FEEDS: &str = r#"<outline type="rss" text="Le Phare &amp; Cie" title="Le Phare &amp; Cie" xmlUrl="https://phare.example/rss" htmlUrl="https://phare.example/" language="fr" country="fr"/>
        <outline type="rss" text="Гавань" title="Гавань" xmlUrl="https://harbour.example:8443/rss" htmlUrl="https://harbour.example/news?all=1&amp;x=2"/>
        <outline type="rss" text="No site" title="No site" xmlUrl="https://nosite.example/rss"/>"#;
    let list = |body: &str| format!("<opml version=\"2.0\"><head/><body>\n{body}\n</body></opml>");
    let mut house = TestApp::new().await;
    house.extra.push_str(
        "[feeds.by-hand]\nurl = \"https://hand.example/rss\"\ntitle = \"By hand\"\nsite = \"https://hand.example/\"\n",
    );
    let path = house.folder.path().join("moved.opml");
    std::fs::write(&path, list(FEEDS)).expect("a file");
    let (code, _, complaint) = vigie(&house, &["feed", "import", path.to_str().expect("UTF-8")]).await;
    assert_eq!(code, Some(0), "{complaint}");
    let (_, out, _) = vigie(&house, &["feed", "export"]).await;
    let by_hand = r#"<outline type="rss" text="By hand" title="By hand" xmlUrl="https://hand.example/rss" htmlUrl="https://hand.example/"/>"#;
    assert_eq!(titles(&out), titles(&format!("{FEEDS}\n{by_hand}")));
    let (_, shown, _) = vigie(&house, &["feed", "list", "by-hand"]).await;
    assert!(
        shown.contains("title       By hand") && shown.contains("site        https://hand.example/"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_no_address_of_the_web_is_told_and_left_out() {
    let house = house().await;
    let feeds = house.folder.path().join("config/feeds");
    std::fs::create_dir_all(&feeds).expect("a folder");
    let list = "<opml><body><outline text='Cove' xmlUrl='https://cove.example/rss' htmlUrl='javascript:x()'/></body></opml>";
    std::fs::write(feeds.join("odd.opml"), list).expect("a list");
    let (code, said, complaint) = vigie(&house, &["check"]).await;
    assert!(code == Some(0) && said.contains("the site of `Cove` (`htmlUrl`)"), "{said}{complaint}");
    let (_, out, _) = vigie(&house, &["feed", "export"]).await;
    assert!(out.contains("title=\"Cove\"") && !out.contains("javascript"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_read_by_selectors_is_exported_to_nobody() {
    let mut house = house().await;
    house.extra.push_str("[feeds.board]\nurl = \"https://board.example.org/\"\nselect = { item = \"li\" }\n");
    let (code, out, note) = vigie(&house, &["feed", "export"]).await;
    assert!(code == Some(0) && out.contains("phare.example.org") && !out.contains("board"), "{out}");
    assert!(note.contains("1 page read by selectors left out") && note.contains("`board`"), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_would_not_be_read_is_not_written() {
    let house = house().await;
    let (code, _, complaint) = run(&house, &["feed", "import", "--pack", "defence"]).await;
    assert_eq!(code, Some(2));
    assert!(complaint.contains("nothing was written") && complaint.contains("`include`"), "{complaint}");
    assert!(written(&house, "feeds/pack-defence.opml").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_and_cannot_be_read_is_neither_replaced_nor_removed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let house = house().await;
    let folder = house.write().join("lists");
    std::fs::create_dir_all(&folder).expect("a folder");
    let list = house.folder.path().join("list.opml");
    std::fs::write(&list, LIST).expect("a file");
    let import = async |into: &str| {
        vigie(&house, &["feed", "import", &list.to_string_lossy(), "--into", &format!("lists/{into}")]).await
    };
    for (name, end) in [("round.opml", "round.opml"), ("astray.opml", "nowhere.opml")] {
        symlink(end, folder.join(name)).expect("a link");
        let (code, _, complaint) = import(name).await;
        assert_eq!(code, Some(1), "{complaint}");
        assert!(complaint.contains("nothing was written: cannot read"), "{complaint}");
        assert_eq!(std::fs::read_link(folder.join(name)).expect("it is there"), std::path::Path::new(end));
        assert!(!folder.join("nowhere.opml").exists());
    }
    let shut = folder.join("shut.opml");
    std::fs::write(&shut, "<opml/>").expect("a file");
    let with =
        |mode| std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(mode)).expect("it is ours");
    with(0o000);
    let (code, _, complaint) = import("shut.opml").await;
    assert_ne!(code, Some(0), "{complaint}");
    with(0o600);
    assert_eq!(written(&house, "lists/shut.opml").as_deref(), Some("<opml/>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pack_is_listed_and_passes_the_check_once_imported() {
    let house = house().await;
    let packs = json(&house, &["feed", "packs"]).await;
    let feeds: u64 = packs.iter().map(|pack| pack["feeds"].as_u64().expect("a number")).sum();
    assert!(feeds >= 600, "{feeds}");
    assert!(says(&house, &["feed", "packs"]).await.contains("defence"));
    for pack in &packs {
        let name = pack["pack"].as_str().expect("a name");
        let (code, _, complaint) = vigie(&house, &["feed", "import", "--pack", name]).await;
        assert_eq!(code, Some(0), "{complaint}");
    }
    let (code, _, complaint) = vigie(&house, &["check"]).await;
    assert_eq!(code, Some(0), "{complaint}");
    let (code, _, complaint) = vigie(&house, &["feed", "import", "--pack", "defense"]).await;
    assert_eq!(code, Some(2));
    assert!(complaint.contains("did you mean `defence`?"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn add_reads_the_feed_and_keeps_the_rest_of_the_file_byte_for_byte() {
    let house = house().await;
    let rss = "<rss version='2.0'><channel><title>Tide &amp; Time</title><language>en-gb</language>\
               <item><guid>1</guid><title>Low water</title></item></channel></rss>";
    house.press.answer("/tide.xml", Answer::ok(rss));
    let url = house.press.url("/tide.xml");
    let before = "# ours\n[feeds.old]\nurl = 'https://old.example.org/rss'   # odd spacing\n\n";
    std::fs::create_dir_all(house.folder.path().join("config/feeds")).expect("a folder");
    std::fs::write(house.folder.path().join("config/ours.toml"), before).expect("a file");
    let link = house.folder.path().join("config/feeds/added.toml");
    std::os::unix::fs::symlink("../ours.toml", &link).expect("a link");
    let arguments = ["feed", "add", &url, "--every", "15m", "--group", "sea", "--group", "wires"];
    let (code, out, complaint) = vigie(&house, &arguments).await;
    assert_eq!(code, Some(0), "{complaint}");
    assert!(out.contains("`tide-time` with 1 entry"), "{out}");
    let expected = format!(
        "{before}\n[feeds.tide-time]\nurl = \"{url}\"\ntitle = \"Tide & Time\"\nevery = \"15m\"\nlanguage = \"en\"\n\
         groups = [\"sea\", \"wires\"]\n"
    );
    assert_eq!(written(&house, "feeds/added.toml"), Some(expected.clone()));
    let (code, _, complaint) = vigie(&house, &arguments).await;
    assert_eq!(code, Some(2));
    assert!(complaint.contains("it is the feed `tide-time`"), "{complaint}");
    let url = house.press.url("/other.xml");
    house.press.answer("/other.xml", Answer::ok(rss));
    let (code, _, complaint) = vigie(&house, &["feed", "add", &url, "--every", "soon"]).await;
    assert_eq!(code, Some(2));
    assert!(complaint.contains("nothing was written"), "{complaint}");
    let (code, _, complaint) = vigie(&house, &["feed", "add", &url, "--name", "old"]).await;
    assert_eq!((code, complaint.contains("there is a feed `old` already")), (Some(2), true), "{complaint}");
    assert_eq!(written(&house, "ours.toml"), Some(expected));
    assert!(link.is_symlink(), "it is where the newsroom wants it");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_begin_with_feed_are_those_of_the_web() {
    let house = house().await;
    let list = house.folder.path().join("list.opml");
    std::fs::write(
        &list,
        "<opml><body><outline text='Cove' xmlUrl='feed://cove.example.org/rss'/></body></opml>",
    )
    .expect("a list");
    let (code, said, stderr) = vigie(&house, &["feed", "import", &list.to_string_lossy()]).await;
    assert_eq!(code, Some(0), "{said}{stderr}");
    let kept = written(&house, "feeds/list.opml").expect("the list");
    assert!(kept.contains("xmlUrl=\"http://cove.example.org/rss\""), "{kept}");
}
