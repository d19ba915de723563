#include "cli/table.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "cli/talk.hpp"
#include "io/printable.hpp"
#include "io/records.hpp"

namespace neardup::cli {

namespace {

constexpr std::size_t most_entries = 20;
constexpr std::size_t most_members = 10;

/// 0.9996 -> "99.9 %": rounded down, so that only equality shows as 100 %.
std::string percent(double share) { return fmt::format("{:.1f} %", std::floor(share * 1000 + 1e-9) / 10); }

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// `text` filled up with blanks to `columns`.
std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = io::display_width(text);
  return text.append(columns > width ? columns - width : 0, ' ');
}

class table_writer {
 public:
  table_writer(const io::documents& documents, const table_options& layout, io::output_file& out)
      : table_writer(documents, documents, layout, out) {}
  /// Pairs of a document of `documents` and one of `others`.
  table_writer(const io::documents& documents, const io::documents& others, const table_options& layout,
               io::output_file& out)
      : documents_(documents), others_(others), layout_(layout), out_(out) {
    reading_ = documents.statistics;
    if (&others != &documents) reading_ += others.statistics;
  }

  void line(const std::string& text) {
    out_.write(text);
    out_.write("\n");
  }

  void heading(const std::string& text) {
    line("");
    line(layout_.colour ? "\x1b[1m" + text + "\x1b[0m" : text);
  }

  /// A document's id in at most `columns`; of a long path the end tells more.
  [[nodiscard]] static std::string name(const io::document_id& id, std::size_t columns) {
    return id.text.empty() ? "\"\"" : io::excerpt(id.text, columns, 0.8);
  }
  [[nodiscard]] std::string name(std::size_t document) const {
    return name(documents_.ids[document], layout_.columns - 30);
  }
  [[nodiscard]] std::string half_name(const io::documents& side, std::size_t document) const {
    return name(side.ids[document], (layout_.columns - 13) / 2);
  }

  /// Calls show(i) for the entries that fit and counts the others.
  template <class Show>
  void entries(std::size_t count, Show&& show) {
    digits_ = std::min(count, most_entries) < 10 ? 1 : 2;
    for (std::size_t i = 0; i < std::min(count, most_entries); ++i) show(i);
    if (count > most_entries)
      line(fmt::format("  ... and {} more (--format jsonl gives all)", count - most_entries));
  }

  template <class Pair>
  void pairs(const std::vector<Pair>& found, double Pair::*similarity, const std::string& title) {
    if (found.empty()) return;
    heading(title);
    std::size_t widest = 0;
    for (std::size_t i = 0; i < std::min(found.size(), most_entries); ++i)
      widest = std::max(widest, io::display_width(half_name(documents_, found[i].first)));
    entries(found.size(), [&](std::size_t i) {
      line(fmt::format("  {:>7}  {}  {}", percent(found[i].*similarity),
                       padded(half_name(documents_, found[i].first), widest),
                       half_name(others_, found[i].second)));
    });
  }

  void all_pairs(const near_duplicate_result& result, const near_duplicate_options& options) {
    const std::string at_least = percent(options.threshold);
    pairs(result.pairs, &near_duplicate_pair::jaccard,
          "Near-duplicate articles (similarity at least " + at_least + ")");
    pairs(result.estimated_pairs, &estimated_pair::estimated_jaccard,
          "Near-duplicate articles (similarity estimated, not verified, at least " + at_least + ")");
  }

  void removed(const std::vector<removed_document>& all) {
    std::vector<near_duplicate_pair> shown;
    for (const removed_document& each : all) shown.push_back({each.document, each.kept, each.jaccard, 0, 0});
    pairs(shown, &near_duplicate_pair::jaccard,
          "Removed articles (similarity, the removed one, the one that is kept for it)");
  }

  void identical(const std::vector<identical_group>& groups) {
    if (groups.empty()) return;
    heading("Identical articles (the same tokens in the same order)");
    entries(groups.size(), [&](std::size_t i) {
      line(number(i) + name(groups[i].members.front()));
      members(groups[i].members, groups[i].members.front());
    });
  }

  void clusters(const std::vector<cluster>& found) {
    if (found.empty()) return;
    heading("Clusters of articles (the one to keep first)");
    entries(found.size(), [&](std::size_t i) {
      const cluster& one = found[i];
      std::string note = fmt::format("({} articles", one.members.size());
      if (one.min_jaccard == 1)
        note += ", all 100 % similar";
      else if (one.min_jaccard)
        note += fmt::format(", at least {} similar", percent(*one.min_jaccard));
      if (one.min_estimated_jaccard)
        note += fmt::format(", at least {} similar by estimate", percent(*one.min_estimated_jaccard));
      note += ")";
      const std::string head = number(i) + name(one.representative);
      if (io::display_width(head) + 2 + note.size() <= layout_.columns) {
        line(head + "  " + note);
      } else {
        line(head);
        line(indent() + note);
      }
      members(one.members, one.representative);
    });
  }

  void passages(const std::vector<const passage_match*>& found) {
    if (found.empty()) return;
    heading("Passages");
    entries(found.size(), [&](std::size_t i) {
      const passage_match& match = *found[i];
      if (i != 0) line("");
      if (match.relation == passage_relation::periodic)
        line(number(i) +
             fmt::format("{} tokens again and again, {} times", match.period_tokens, match.copies));
      else
        line(number(i) +
             fmt::format("{} equal tokens, {} of the longer side{}", match.matched_tokens,
                         percent(match.score),
                         match.relation == passage_relation::self ? ", twice in one article" : ""));
      std::vector<text_span> places{match.first};
      if (match.second) places.push_back(*match.second);
      where(places);
      quote(match.first);
    });
  }

  void frequent_passages(const std::vector<passage_cluster>& found) {
    std::vector<const passage_cluster*> often;
    for (const passage_cluster& one : found)
      if (one.members.size() > 2) often.push_back(&one);
    if (often.empty()) return;
    heading("Passages that occur more than twice");
    entries(often.size(), [&](std::size_t i) {
      if (i != 0) line("");
      line(number(i) + fmt::format("{} occurrences", often[i]->members.size()));
      where(often[i]->members);
      quote(often[i]->members.front());
    });
  }

  /// Each passage with what is cut of it, in the order of the clusters; of stretches that repeat themselves,
  /// which are in none, the cut alone.
  void cuts(const near_duplicate_result& result) {
    struct group {
      std::optional<text_span> first;
      std::vector<text_span> cut;
    };
    std::vector<group> groups;
    for (const passage_cluster& one : result.passage_clusters) groups.push_back({one.members.front(), {}});
    for (const repeated_span& each : result.repeated)
      if (each.cluster)
        groups[*each.cluster].cut.push_back(each.where);
      else
        groups.push_back({{}, {each.where}});
    std::erase_if(groups, [](const group& one) { return one.cut.empty(); });
    if (groups.empty()) return;
    heading("Passages (where each stands first, and what is cut)");
    entries(groups.size(), [&](std::size_t i) {
      const group& one = groups[i];
      if (i != 0) line("");
      line(number(i) + (one.first ? counted(one.cut.size(), "later occurrence", "later occurrences") + " cut"
                                  : "cut but for the first copy of what repeats itself"));
      std::vector<text_span> places = one.cut;
      if (one.first) places.insert(places.begin(), *one.first);
      where(places);
      quote(places.front());
    });
  }

  void repetition(const near_duplicate_result& result) {
    if (result.documents.empty()) return;
    std::vector<const document_repetition*> most;
    for (const document_repetition& one : result.documents)
      if (one.repeat_fraction > 0) most.push_back(&one);
    std::stable_sort(most.begin(), most.end(),
                     [](const auto* a, const auto* b) { return a->repeat_fraction > b->repeat_fraction; });
    heading("Documents by what they repeat, of others before them or of themselves");
    if (most.empty()) line("  none repeats anything");
    entries(most.size(), [&](std::size_t i) {
      line(fmt::format("  {:>7}  {}", percent(most[i]->repeat_fraction), name(most[i]->document)));
    });
  }

  void statistics(const near_duplicate_result& result, const near_duplicate_options& options) {
    const run_statistics& run = result.statistics;
    heading("Statistics");
    line(fmt::format("  texts       {} in {}, {} tokens", counted(run.documents, "document", "documents"),
                     human_bytes(run.bytes), run.tokens));
    note(run.empty, "without tokens");
    note(run.short_texts, "shorter than a shingle");
    note(run.malformed + reading_.repaired, "with ill-formed UTF-8");
    note(reading_.skipped_lines, "skipped lines that are no documents");
    note(reading_.other_files, "other files in folders, not read");
    if (!asks_for_articles(options.scope)) return;
    line(fmt::format("  candidates  {}, {} compared exactly", counted(run.candidates, "pair", "pairs"),
                     run.verified));
    line(fmt::format("  search      {} bands x {} rows: finds a pair of {} with a chance of {}", run.bands,
                     run.rows, percent(run.threshold), percent(run.recall_at_threshold)));
    note(run.linked_buckets, "buckets over --bucket-pair-limit: not all of their pairs are listed");
    note(run.crowded_buckets, "of them with very many kept texts: pairs may be missed");
    if (!run.advice.empty()) line("  advice      " + io::printable(run.advice));
  }

 private:
  /// Begins an entry of a numbered list, and each of its other lines.
  [[nodiscard]] std::string number(std::size_t i) const { return fmt::format("  {:>{}}. ", i + 1, digits_); }
  [[nodiscard]] std::string indent() const { return std::string(4 + digits_, ' '); }

  void note(std::uint64_t count, std::string_view what) {
    if (count != 0) line(fmt::format("              {} {}", count, what));
  }

  void members(const std::vector<std::size_t>& all, std::size_t without) {
    std::size_t shown = 0;
    for (const std::size_t member : all) {
      if (member == without) continue;
      if (shown == most_members) {
        line(indent() + fmt::format("... and {} more", all.size() - 1 - shown));
        return;
      }
      line(indent() + name(member));
      ++shown;
    }
  }

  void where(const std::vector<text_span>& spans) {
    const std::size_t shown = std::min(spans.size(), most_members);
    std::size_t widest = 0;
    for (std::size_t i = 0; i < shown; ++i)
      widest = std::max(widest, io::display_width(name(spans[i].document)));
    for (std::size_t i = 0; i < shown; ++i)
      line(indent() + fmt::format("{}  bytes {} to {}", padded(name(spans[i].document), widest),
                                  spans[i].begin, spans[i].end));
    if (spans.size() > shown) line(indent() + fmt::format("... and {} more", spans.size() - shown));
  }

  void quote(const text_span& span) {
    const std::string_view text = documents_.texts[span.document].substr(span.begin, span.end - span.begin);
    line(indent() + "| " + io::excerpt(text, layout_.columns - indent().size() - 2));
  }

  const io::documents& documents_;
  const io::documents& others_;
  io::reading_statistics reading_;
  const table_options& layout_;
  io::output_file& out_;
  std::size_t digits_ = 1;  // of the numbers in the list that is being written
};

}  // namespace

void write_table(const near_duplicate_result& result, const io::documents& documents,
                 const near_duplicate_options& options, const table_options& layout, io::output_file& out) {
  std::vector<const passage_match*> passages;
  for (const passage_match& match : result.passages)
    if (layout.all_passages || match.link) passages.push_back(&match);

  table_writer table(documents, layout, out);
  std::string found;  // what was not looked for has no number
  if (asks_for_articles(options.scope))
    found += counted(result.pairs.size() + result.estimated_pairs.size(), "near-duplicate pair",
                     "near-duplicate pairs") +
             ", ";
  found += counted(result.identical.size(), "group of identical articles", "groups of identical articles");
  if (asks_for_passages(options.scope))
    found += ", " + counted(passages.size(), "shared passage", "shared passages");
  table.line(counted(result.statistics.documents, "document", "documents") + ": " + found);
  table.all_pairs(result, options);
  table.identical(result.identical);
  table.clusters(result.clusters);
  table.passages(passages);
  table.frequent_passages(result.passage_clusters);
  table.repetition(result);
  table.statistics(result, options);
}

void write_match_table(const near_duplicate_result& result, const io::documents& queries,
                       const io::documents& corpus, const near_duplicate_options& options,
                       const table_options& layout, io::output_file& out) {
  table_writer table(queries, corpus, layout, out);
  const std::size_t pairs = result.pairs.size() + result.estimated_pairs.size();
  table.line(fmt::format("{} against {}: {}", counted(queries.texts.size(), "document", "documents"),
                         corpus.texts.size(), counted(pairs, "near-duplicate pair", "near-duplicate pairs")));
  table.all_pairs(result, options);
  table.statistics(result, options);
}

void write_removal_table(const near_duplicate_result& result, const io::documents& documents,
                         const near_duplicate_options& options, const table_options& layout,
                         io::output_file& out) {
  const io::removal_statistics removal = io::count_removals(result, documents);
  table_writer table(documents, layout, out);
  table.line(fmt::format(
      "{}: {} kept ({}), {} removed ({})", counted(documents.texts.size(), "document", "documents"),
      removal.kept, human_bytes(removal.bytes_kept), removal.removed, human_bytes(removal.bytes_removed)));
  table.removed(result.removed);
  table.statistics(result, options);
}

void write_cut_table(const near_duplicate_result& result, const io::documents& documents,
                     const near_duplicate_options& options, const table_options& layout,
                     io::output_file& out) {
  const io::cut_statistics cut = io::count_cuts(result);
  table_writer table(documents, layout, out);
  table.line(fmt::format("{}: {} in {} of them ({} kept, {} cut)",
                         counted(documents.texts.size(), "document", "documents"),
                         counted(cut.cuts, "cut", "cuts"), cut.documents, human_bytes(cut.bytes_kept),
                         human_bytes(cut.bytes_removed)));
  table.cuts(result);
  table.statistics(result, options);
}

}  // namespace neardup::cli
