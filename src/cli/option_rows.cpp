#include "cli/option_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include <neardup/presets.hpp>

namespace neardup::cli {

namespace {

constexpr unsigned in_find = static_cast<unsigned>(command::find);
constexpr unsigned in_dedup = static_cast<unsigned>(command::dedup);
constexpr unsigned in_both = in_find | in_dedup;
constexpr unsigned in_tune = static_cast<unsigned>(command::tune);
constexpr unsigned everywhere = ~0u;

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, out);
  return failed == std::errc() && stop == end && !text.empty();
}

template <class Member>
auto number(Member near_duplicate_options::*field) {
  return [field](request& asked, std::string_view text) {
    Member value{};
    if (!read_number(text, value)) return false;
    asked.options.*field = value;
    return true;
  };
}

/// One of the names of an enumeration, in the order of its values.
template <class Enum, std::size_t Count>
auto choice(Enum near_duplicate_options::*field, const std::array<const char*, Count>& names) {
  return [field, names](request& asked, std::string_view text) {
    const auto found = std::find(names.begin(), names.end(), text);
    asked.options.*field = static_cast<Enum>(found - names.begin());
    return found != names.end();
  };
}

auto flag(bool request::*field) {
  return [field](request& asked, std::string_view) { return asked.*field = true; };
}

auto search_flag(bool near_duplicate_options::*field) {
  return [field](request& asked, std::string_view) { return asked.options.*field = true; };
}

auto reading_flag(bool io::reading_options::*field) {
  return [field](request& asked, std::string_view) { return asked.reading.*field = true; };
}

auto field_name(std::string io::json_fields::*field) {
  return [field](request& asked, std::string_view text) {
    asked.reading.fields.*field = text;
    return true;
  };
}

/// The same for a field that is read only where it is named.
auto extra_field(std::string io::json_fields::*field) {
  return [field](request& asked, std::string_view text) {
    asked.reading.fields.*field = text;
    return !text.empty();
  };
}

bool add_against(request& asked, std::string_view text) {
  asked.against.emplace_back(text);
  return !text.empty();
}

bool set_top(request& asked, std::string_view text) { return read_number(text, asked.options.top.emplace()); }

bool set_shingle_size(request& asked, std::string_view text) {
  return read_number(text, asked.options.shingle_size.emplace());
}

bool set_passage_seed_tokens(request& asked, std::string_view text) {
  return read_number(text, asked.options.passage_seed_tokens.emplace());
}

/// The first row of all, so that whatever else is given goes on top.
bool set_preset(request& asked, std::string_view text) {
  struct preset {
    const char* name;
    near_duplicate_options (*options)();
  };
  static constexpr preset known[] = {{"news", presets::news},
                                     {"verbatim", presets::verbatim},
                                     {"ocr", presets::ocr},
                                     {"corpus", presets::corpus}};
  const auto found =
      std::find_if(std::begin(known), std::end(known), [&](const preset& one) { return one.name == text; });
  if (found == std::end(known)) return false;
  near_duplicate_options options = found->options();
  options.threads = asked.options.threads;
  options.memory = asked.options.memory;
  asked.options = std::move(options);
  return true;
}

bool set_shape(request& asked, std::string_view text) {
  lsh_shape shape;
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos || !read_number(text.substr(0, cross), shape.bands) ||
      !read_number(text.substr(cross + 1), shape.rows))
    return false;
  asked.options.shape = shape;
  return true;
}

/// A number of bytes from 1 to `most`, also with K, M or G for powers of 1024.
bool read_bytes(std::string_view text, std::uint64_t most, std::uint64_t& bytes) {
  unsigned shift = 0;
  if (text.ends_with('K')) shift = 10;
  if (text.ends_with('M')) shift = 20;
  if (text.ends_with('G')) shift = 30;
  if (shift != 0) text.remove_suffix(1);
  std::uint64_t value = 0;
  if (!read_number(text, value) || value < 1 || value > most >> shift) return false;
  bytes = value << shift;
  return true;
}

bool set_max_document_bytes(request& asked, std::string_view text) {
  return read_bytes(text, std::numeric_limits<std::uint32_t>::max(), asked.reading.max_document_bytes);
}

bool set_memory(request& asked, std::string_view text) {
  return read_bytes(text, std::numeric_limits<std::uint64_t>::max(), asked.options.memory.emplace());
}

bool set_format(request& asked, std::string_view text) {
  asked.format = text == "table" ? output_format::table : output_format::json_lines;
  return text == "table" || text == "jsonl";
}

bool set_pairs(request& asked, std::string_view text) {
  asked.all_passages = text == "all";
  return text == "all" || text == "links";
}

bool set_sample(request& asked, std::string_view text) {
  return read_number(text, asked.sample) && asked.sample >= 2;
}

/// Not "-", which as a PATH is a stream: who gives it here does not want a file of that name.
auto file_name(std::string request::*field) {
  return [field](request& asked, std::string_view text) {
    asked.*field = text;
    return !text.empty() && text != "-";
  };
}

/// For what can only be so, and is an option because people will ask for more.
auto only(const char* value) {
  return [value](request&, std::string_view text) { return text == value; };
}

}  // namespace

const std::vector<option_row>& all_option_rows() {
  using options = near_duplicate_options;
  using reading = io::reading_options;
  static const std::vector<option_row> table{
      {in_both, "What to look for", "preset", "NAME", "news, verbatim, ocr, corpus", "news",
       "options of passages for a kind of text; others go on top", set_preset},
      {in_find, "What to look for", "scope", "WHAT", "articles, passages, both", "both",
       "near-duplicate articles, passages, or both",
       choice(&options::scope, std::array{"articles", "passages", "both"})},
      {in_dedup, "What to look for", "scope", "WHAT", "articles, passages", "articles",
       "remove near-duplicate articles, or cut repeated passages",
       choice(&options::scope, std::array{"articles", "passages"})},
      {everywhere, "What to look for", "tokens", "KIND", "words, characters, whitespace", "words",
       "what a text is cut into", choice(&options::tokens, std::array{"words", "characters", "whitespace"})},
      {everywhere, "What to look for", "fold-diacritics", "", "", "",
       "drop accents, vowel points and the like from letters", search_flag(&options::fold_diacritics)},
      {everywhere, "What to look for", "join-hyphenated-line-breaks", "", "", "",
       "make one word of those hyphenated at a line's end",
       search_flag(&options::join_hyphenated_line_breaks)},
      {everywhere, "What to look for", "shingle-size", "N", "1 to 1024", "5; for characters 9",
       "tokens in a shingle", set_shingle_size},

      {everywhere, "Articles", "threshold", "J", "above 0, at most 1", "0.8",
       "report pairs with at least this Jaccard similarity", number(&options::threshold)},
      {everywhere, "Articles", "min-recall", "P", "above 0, below 1", "0.99",
       "least chance that a pair at the threshold is found; decides bands and rows",
       number(&options::min_recall)},
      {everywhere, "Articles", "shape", "BxR", "at least 1x1, and bands * rows at most --num-hashes",
       "by --min-recall", "bands x rows, for example 16x6", set_shape},
      {everywhere, "Articles", "num-hashes", "K", "a multiple of 32 from 32 to 4096", "128",
       "length of a signature", number(&options::num_hashes)},
      {everywhere, "Articles", "scheme", "NAME", "minmax32, minhash32", "minmax32", "how signatures are made",
       choice(&options::scheme, std::array{"minmax32", "minhash32"})},
      {in_find, "Articles", "verify", "HOW", "exact, none", "exact",
       "compare candidates exactly, or only estimate from signatures",
       choice(&options::verify, std::array{"exact", "none"})},
      {in_dedup, "Articles", "verify", "HOW", "exact", "exact", "only what was compared exactly is removed",
       only("exact")},
      {in_find, "Articles", "clusters", "HOW", "representative, components, none", "representative",
       "each member near its representative, whatever a chain of pairs joins, or no clusters",
       choice(&options::clusters, std::array{"representative", "components", "none"})},
      {in_dedup, "Articles", "clusters", "HOW", "representative", "representative",
       "whatever is removed is similar to one that is kept", only("representative")},
      {in_both, "Articles", "keep", "WHICH", "first, longest, score", "first",
       "which document represents a cluster, and is kept",
       choice(&options::keep, std::array{"first", "longest", "score"})},
      {in_both, "Articles", "bucket-pair-limit", "N", "at least 2", "1000",
       "a bucket of more texts may give only pairs with representatives",
       number(&options::bucket_pair_limit)},
      {in_find, "Articles", "expand-identical", "", "", "",
       "name every one of identical texts, not only the first", search_flag(&options::expand_identical)},

      {in_both, "Passages", "min-tokens", "N", "at least 1", "30", "tokens on each side, at least",
       number(&options::min_tokens)},
      {in_find, "Passages", "min-score", "S", "above 0, at most 1", "0.4",
       "matched tokens / tokens of the longer side, at least", number(&options::min_score)},
      {in_dedup, "Passages", "min-score", "S", "above 0, at most 1", "0.8; with --preset the preset's",
       "matched tokens / tokens of the longer side, at least", number(&options::min_score)},
      {in_both, "Passages", "passage-seed-tokens", "N", "1 to 64", "5; with --max-gap 0 --min-tokens",
       "equal tokens in a row that start the search", set_passage_seed_tokens},
      {in_both, "Passages", "passage-window", "N", "1 to 64", "1",
       "of so many such rows in a row one starts a search: holds and finds less",
       number(&options::passage_window)},
      {in_both, "Passages", "max-gap", "N", "0 to 64", "60", "tokens between equal ones, at most",
       number(&options::max_gap)},
      {in_both, "Passages", "seed-group-limit", "N", "at least 1", "64",
       "a row in more places is linked, not paired", number(&options::seed_group_limit)},
      {in_both, "Passages", "exhaustive", "", "", "", "pair every row, however many places have it",
       search_flag(&options::exhaustive)},
      {in_both, "Passages", "seed-pair-limit", "N", "at least 1", "200000000",
       "with --exhaustive: more pairs are an error", number(&options::seed_pair_limit)},
      {in_both, "Passages", "snap", "HOW", "none, punctuation, sentence, paragraph", "punctuation",
       "how far borders grow: over equal quotes and marks; also to whole sentences or paragraphs",
       choice(&options::snap, std::array{"none", "punctuation", "sentence", "paragraph"})},

      {in_find, "Passages", "documents", "", "", "",
       "tell of each document what it repeats, and by what ratios", search_flag(&options::documents)},

      {in_find, "Input", "against", "OLD", "a path", "none",
       "find only pairs of a PATH and an OLD one, which is read alike; may be given again", add_against,
       true},
      {in_find, "Input", "top", "K", "at least 1", "all",
       "with --against: of each document, its K most similar pairs", set_top},
      {in_tune, "Sample", "sample", "N", "at least 2", "10000", "documents that are audited, drawn evenly",
       set_sample},

      {everywhere, "Input", "text-field", "NAME", "", "text", "field of a JSON line that holds the text",
       field_name(&io::json_fields::text)},
      {everywhere, "Input", "id-field", "NAME", "", "id", "field that holds the id, a string or an integer",
       field_name(&io::json_fields::id)},
      {in_both, "Input", "score-field", "NAME", "a field's name", "none",
       "field that holds a number, for --keep score", extra_field(&io::json_fields::score)},
      {in_both, "Input", "group-field", "NAME", "a field's name", "none",
       "field that holds a string or an integer: documents with an equal one are not compared",
       extra_field(&io::json_fields::group)},
      {everywhere, "Input", "skip-malformed", "", "", "",
       "count lines that are no documents instead of stopping", reading_flag(&reading::skip_malformed)},
      {everywhere, "Input", "max-document-bytes", "N", "1 to 4294967295, also with K, M or G", "1G",
       "longest line or text file", set_max_document_bytes},
      {everywhere, "Input", "all-files", "", "", "", "folders: read files of any name as text",
       reading_flag(&reading::all_files)},

      {in_dedup, "Output", "kept", "FILE", "a file name, also /dev/stdout", "",
       "file for the lines that are kept", file_name(&request::kept)},
      {in_dedup, "Output", "removed", "FILE", "a file name, also /dev/stdout", "none",
       "file for the lines that are removed", file_name(&request::removed)},
      {in_dedup, "Output", "dry-run", "", "", "", "write records only, neither of these files",
       flag(&request::dry_run)},
      {everywhere, "Output", "format", "NAME", "table, jsonl", "table on a terminal, else jsonl",
       "for people or programs", set_format},
      {in_find, "Output", "pairs", "WHICH", "links, all", "links",
       "passage records: those that join the clusters, or all", set_pairs},
      {everywhere, "Output", "output", "FILE", "a file name, also /dev/stdout", "standard output",
       "where results go", file_name(&request::output)},
      {in_both, "Output", "check", "", "", "", "exit 1 when duplicates are found", flag(&request::check)},
      {in_tune, "Output", "curve-csv", "FILE", "a file name, also /dev/stdout", "none",
       "write the S-curve there as CSV", file_name(&request::curve_csv)},
      {everywhere, "Output", "quiet", "", "", "", "no talk on standard error", flag(&request::quiet)},

      {everywhere, "Running", "seed", "N", "0 to 18446744073709551615", "1",
       "of the hash functions; the same seed gives the same answer", number(&options::seed)},
      {in_both, "Running", "memory", "N", "at least 1, also with K, M or G", "half of the machine's",
       "what the search may take, texts included, what it finds aside; the answer does not depend on it",
       set_memory},
      {everywhere, "Running", "threads", "N", "0 to 1024", "0 = all cores",
       "the answer does not depend on it", number(&near_duplicate_options::threads)},
      {everywhere, "Running", "help", "", "", "", "print this help", flag(&request::help)},
  };
  return table;
}

std::vector<const option_row*> option_rows(command which) {
  std::vector<const option_row*> some;
  for (const option_row& row : all_option_rows())
    if ((row.commands & static_cast<unsigned>(which)) != 0) some.push_back(&row);
  return some;
}

}  // namespace neardup::cli
