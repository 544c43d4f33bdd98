//! How fast others take pages apart: `cargo run --release --manifest-path benches/peers/tokenizers/Cargo.toml DIR` reads the
//! `.html` and `.html.gz` files below a folder. One thread; a page counts with its best of several runs, in time of a core.

#[path = "../../../../src/article/clean.rs"]
#[allow(dead_code, reason = "only the tree is built here")]
mod clean;
#[path = "../../../../src/article/dom/mod.rs"]
#[allow(dead_code, reason = "only the tree is built here")]
mod dom;

use std::cell::Cell;
use std::hint::black_box;
use std::io::Read as _;
use std::path::PathBuf;

use rustix::time::{ClockId, clock_gettime};

const RUNS: usize = 7;

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of pages");
    let pages = pages(folder.into());
    report("Vigie, tree", &pages, |page| dom::parse(page).nodes.len());
    report("tl, tree", &pages, |page| {
        tl::parse(page, tl::ParserOptions::default()).map_or(0, |tree| tree.nodes().len())
    });
    report("lol_html, tags and text", &pages, lol_html);
    report("html5gum, tokens", &pages, |page| html5gum::Tokenizer::new(page).count());
    report("html5ever in scraper, tree", &pages, |page| scraper::Html::parse_document(page).tree.nodes().len());
}

fn lol_html(page: &str) -> usize {
    let count = Cell::new(0);
    let settings = lol_html::Settings {
        element_content_handlers: vec![lol_html::element!("*", |_| {
            count.set(count.get() + 1);
            Ok(())
        })],
        document_content_handlers: vec![lol_html::doc_text!(|_| {
            count.set(count.get() + 1);
            Ok(())
        })],
        ..lol_html::Settings::default()
    };
    let mut rewriter = lol_html::HtmlRewriter::new(settings, |_: &[u8]| {});
    let is_read = rewriter.write(page.as_bytes()).is_ok() && rewriter.end().is_ok();
    count.get() + usize::from(is_read)
}

fn pages(folder: PathBuf) -> Vec<String> {
    let mut folders = vec![folder];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                let bytes = std::fs::read(&path).expect("a file");
                let mut page = Vec::new();
                if name.ends_with(".gz") {
                    flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut page).expect("a gzip file");
                } else {
                    page = bytes;
                }
                pages.push(String::from_utf8_lossy(&page).into_owned());
            }
        }
    }
    pages
}

fn report(name: &str, pages: &[String], read: impl Fn(&str) -> usize) {
    let mut best = vec![f64::MAX; pages.len()];
    for _ in 0..RUNS {
        for (page, best) in pages.iter().zip(&mut best) {
            let before = clock_gettime(ClockId::ThreadCPUTime);
            black_box(read(page));
            let ran = clock_gettime(ClockId::ThreadCPUTime) - before;
            *best = best.min(ran.tv_sec as f64 + ran.tv_nsec as f64 / 1e9);
        }
    }
    let seconds: f64 = best.iter().sum();
    let bytes: usize = pages.iter().map(String::len).sum();
    println!(
        "{name:<26} {:>4} pages {:>5.0} MB/s {:>6.3} ms/page",
        pages.len(),
        bytes as f64 / 1e6 / seconds,
        seconds * 1e3 / pages.len() as f64
    );
}
