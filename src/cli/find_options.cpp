#include "cli/find_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <neardup/lsh_params.hpp>

namespace neardup::cli {

namespace {

/// One option: what it is called, how the help describes it, and how its value is taken. `set` returns false
/// for a value that cannot be one; ranges are checked by near_duplicate_options::validate().
struct option_row {
  const char* section;
  const char* name;
  const char* value;  // what the help calls the value; "" for a flag
  const char* allowed;
  const char* fallback;
  const char* help;
  std::function<bool(find_request&, std::string_view)> set;
};

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, out);
  return failed == std::errc() && stop == end && !text.empty();
}

template <class Member>
auto number(Member near_duplicate_options::*field) {
  return [field](find_request& request, std::string_view text) {
    Member value{};
    if (!read_number(text, value)) return false;
    request.options.*field = value;
    return true;
  };
}

/// One of the names of an enumeration, in the order of its values.
template <class Enum, std::size_t Count>
auto choice(Enum near_duplicate_options::*field, const std::array<const char*, Count>& names) {
  return [field, names](find_request& request, std::string_view text) {
    const auto found = std::find(names.begin(), names.end(), text);
    request.options.*field = static_cast<Enum>(found - names.begin());
    return found != names.end();
  };
}

auto flag(bool find_request::*field) {
  return [field](find_request& request, std::string_view) { return request.*field = true; };
}

auto search_flag(bool near_duplicate_options::*field) {
  return [field](find_request& request, std::string_view) { return request.options.*field = true; };
}

auto reading_flag(bool io::reading_options::*field) {
  return [field](find_request& request, std::string_view) { return request.reading.*field = true; };
}

auto field_name(std::string io::reading_options::*field) {
  return [field](find_request& request, std::string_view text) {
    request.reading.*field = text;
    return true;
  };
}

bool set_shingle_size(find_request& request, std::string_view text) {
  return read_number(text, request.options.shingle_size.emplace());
}

bool set_shape(find_request& request, std::string_view text) {
  lsh_shape shape;
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos || !read_number(text.substr(0, cross), shape.bands) ||
      !read_number(text.substr(cross + 1), shape.rows))
    return false;
  request.options.shape = shape;
  return true;
}

bool set_max_document_bytes(find_request& request, std::string_view text) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  unsigned shift = 0;
  if (text.ends_with('K')) shift = 10;
  if (text.ends_with('M')) shift = 20;
  if (text.ends_with('G')) shift = 30;
  if (shift != 0) text.remove_suffix(1);
  std::uint64_t value = 0;
  if (!read_number(text, value) || value < 1 || value > most >> shift) return false;
  request.reading.max_document_bytes = value << shift;
  return true;
}

bool set_format(find_request& request, std::string_view text) {
  request.format = text == "table" ? output_format::table : output_format::json_lines;
  return text == "table" || text == "jsonl";
}

bool set_pairs(find_request& request, std::string_view text) {
  request.all_passages = text == "all";
  return text == "all" || text == "links";
}

bool set_output(find_request& request, std::string_view text) {
  request.output = text;
  return !text.empty();
}

const std::vector<option_row>& rows() {
  using options = near_duplicate_options;
  using reading = io::reading_options;
  static const std::vector<option_row> table{
      {"What to look for", "scope", "WHAT", "articles, passages, both", "both",
       "near-duplicate articles, passages, or both",
       choice(&options::scope, std::array{"articles", "passages", "both"})},
      {"What to look for", "tokens", "KIND", "words, characters, whitespace", "words",
       "what a text is cut into", choice(&options::tokens, std::array{"words", "characters", "whitespace"})},
      {"What to look for", "fold-diacritics", "", "", "",
       "drop accents, vowel points and the like from letters", search_flag(&options::fold_diacritics)},
      {"What to look for", "join-hyphenated-line-breaks", "", "", "",
       "make one word of those hyphenated at a line's end",
       search_flag(&options::join_hyphenated_line_breaks)},
      {"What to look for", "shingle-size", "N", "1 to 1024", "5; for characters 9", "tokens in a shingle",
       set_shingle_size},

      {"Articles", "threshold", "J", "above 0, at most 1", "0.8",
       "report pairs with at least this Jaccard similarity", number(&options::threshold)},
      {"Articles", "min-recall", "P", "above 0, below 1", "0.99",
       "least chance that a pair at the threshold is found; decides bands and rows",
       number(&options::min_recall)},
      {"Articles", "shape", "BxR", "at least 1x1, and bands * rows at most --num-hashes", "by --min-recall",
       "bands x rows, for example 16x6", set_shape},
      {"Articles", "num-hashes", "K", "a multiple of 32 from 32 to 4096", "128", "length of a signature",
       number(&options::num_hashes)},
      {"Articles", "scheme", "NAME", "minmax32, minhash32", "minmax32", "how signatures are made",
       choice(&options::scheme, std::array{"minmax32", "minhash32"})},
      {"Articles", "verify", "HOW", "exact, none", "exact",
       "compare candidates exactly, or only estimate from signatures",
       choice(&options::verify, std::array{"exact", "none"})},
      {"Articles", "clusters", "HOW", "representative, components, none", "representative",
       "each member near its representative, or whatever a chain of pairs joins",
       choice(&options::clusters, std::array{"representative", "components", "none"})},
      {"Articles", "keep", "WHICH", "first, longest", "first", "which document represents a cluster",
       choice(&options::keep, std::array{"first", "longest"})},
      {"Articles", "bucket-pair-limit", "N", "at least 2", "1000",
       "a bucket of more texts gives only pairs with representatives", number(&options::bucket_pair_limit)},
      {"Articles", "expand-identical", "", "", "", "name every one of identical texts, not only the first",
       search_flag(&options::expand_identical)},

      {"Passages", "min-tokens", "N", "at least 1", "30", "tokens on each side, at least",
       number(&options::min_tokens)},
      {"Passages", "min-score", "S", "above 0, at most 1", "0.4",
       "matched tokens / tokens of the longer side, at least", number(&options::min_score)},
      {"Passages", "passage-seed-tokens", "N", "1 to 64", "5", "equal tokens in a row that start the search",
       number(&options::passage_seed_tokens)},
      {"Passages", "snap", "HOW", "none, punctuation", "punctuation",
       "let borders take in equal quotes, brackets and sentence marks",
       choice(&options::snap, std::array{"none", "punctuation"})},

      {"Input", "text-field", "NAME", "", "text", "field of a JSON line that holds the text",
       field_name(&reading::text_field)},
      {"Input", "id-field", "NAME", "", "id", "field that holds the id, a string or an integer",
       field_name(&reading::id_field)},
      {"Input", "skip-malformed", "", "", "", "count lines that are no documents instead of stopping",
       reading_flag(&reading::skip_malformed)},
      {"Input", "max-document-bytes", "N", "1 to 4294967295, also with K, M or G", "1G",
       "longest line or text file", set_max_document_bytes},
      {"Input", "all-files", "", "", "", "folders: read files of any name as text",
       reading_flag(&reading::all_files)},

      {"Output", "format", "NAME", "table, jsonl", "table on a terminal, else jsonl",
       "for people or programs", set_format},
      {"Output", "pairs", "WHICH", "links, all", "links",
       "passage records: those that join the clusters, or all", set_pairs},
      {"Output", "output", "FILE", "a file name", "standard output", "where results go", set_output},
      {"Output", "check", "", "", "", "exit 1 when duplicates are found", flag(&find_request::check)},
      {"Output", "quiet", "", "", "", "no talk on standard error", flag(&find_request::quiet)},

      {"Running", "seed", "N", "0 to 18446744073709551615", "1",
       "of the hash functions; the same seed gives the same answer", number(&options::seed)},
      {"Running", "threads", "N", "0 to 1024", "0 = all cores", "the answer does not depend on it",
       number(&near_duplicate_options::threads)},
      {"Running", "help", "", "", "", "print this help", flag(&find_request::help)},
  };
  return table;
}

std::string flag_name(const option_row& row) { return std::string("--") + row.name; }

void take_value(const option_row& row, const std::vector<std::string>& values, find_request& request) {
  if (row.value[0] != '\0' && values.size() > 1) throw usage_error(flag_name(row) + " is given twice");
  const std::string& value = values.front();
  if (!row.set(request, value))
    throw usage_error(
        fmt::format("{} is {}; allowed: {}", flag_name(row), value.empty() ? "empty" : value, row.allowed));
}

std::string without_value(const option_row& row) {
  return fmt::format("{} has no value{}{}", flag_name(row), row.allowed[0] != '\0' ? "; allowed: " : "",
                     row.allowed);
}

/// CLI11 would take the argument after `--name=` for its value.
void refuse_empty_values(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return;
    for (const option_row& row : rows())
      if (argument == flag_name(row) + "=") throw usage_error(without_value(row));
  }
}

/// Paths are what CLI11 left over: a positional of its own would take "[a,b]" for two.
std::vector<std::string> paths_among(const std::vector<std::string>& left_over) {
  std::vector<std::string> paths;
  bool options_may_come = true;
  for (const std::string& argument : left_over) {
    if (options_may_come && argument == "--")
      options_may_come = false;
    else if (options_may_come && argument.starts_with('-') && argument != "-")
      throw usage_error("unknown option " + argument + "; 'neardup find --help' lists the options");
    else
      paths.push_back(argument);
  }
  return paths;
}

/// CLI11's complaints in our words: one line, with what is allowed.
std::string explain(const CLI::ParseError& problem) {
  std::string text = problem.what();
  for (const option_row& row : rows()) {
    if (row.value[0] == '\0' && text.starts_with(row.name + std::string(" ")))
      return flag_name(row) + " takes no value";
    if (text.starts_with(flag_name(row) + ":")) return without_value(row);
  }
  return text.substr(0, text.find('\n'));
}

/// The library says so too, but of a field that is true; here the option is there.
void refuse_text_options_for_whitespace(const near_duplicate_options& options) {
  if (options.tokens != token_kind::whitespace) return;
  const char* const given = options.fold_diacritics               ? "--fold-diacritics"
                            : options.join_hyphenated_line_breaks ? "--join-hyphenated-line-breaks"
                                                                  : nullptr;
  if (given != nullptr)
    throw usage_error(std::string(given) +
                      " is given with --tokens whitespace; allowed: with words or characters");
}

/// `--threshold is 1; ...` with the value as it was typed, 1.0000001, which the message rounds.
std::string as_given(std::string message, const std::vector<CLI::Option*>& declared) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const std::string start = flag_name(rows()[i]) + " is ";
    if (message.starts_with(start) && declared[i]->count() != 0)
      message.replace(start.size(), message.find(';') - start.size(), declared[i]->results().front());
  }
  return message;
}

}  // namespace

find_request parse_find(const std::vector<std::string>& arguments) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  find_request request;
  request.options.threads = 0;
  std::vector<CLI::Option*> declared;
  for (const option_row& row : rows()) {
    const std::string names = flag_name(row) + (row.name == std::string_view("help") ? ",-h" : "");
    if (row.value[0] == '\0')
      declared.push_back(app.add_flag(names)->disable_flag_override());
    else
      declared.push_back(
          app.add_option(names)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  refuse_empty_values(arguments);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes the last first
  } catch (const CLI::ParseError& problem) {
    throw usage_error(explain(problem));
  }
  request.help = app.count("--help") != 0;
  if (request.help) return request;
  request.paths = paths_among(app.remaining());
  for (std::size_t i = 0; i < declared.size(); ++i)
    if (declared[i]->count() != 0) take_value(rows()[i], declared[i]->results(), request);
  refuse_text_options_for_whitespace(request.options);
  try {
    request.options.validate();
    // A threshold that no shape can serve is told before hours of reading, not after.
    if (asks_for_articles(request.options.scope) && !request.options.shape)
      static_cast<void>(choose_lsh_shape(request.options.threshold, request.options.min_recall,
                                         request.options.num_hashes));
  } catch (const error& problem) {
    throw usage_error(as_given(with_option_names(problem.what()), declared));
  }
  return request;
}

std::string with_option_names(const std::string& message) {
  std::string out = message;
  for (const option_row& row : rows()) {
    std::string field = row.name;
    std::replace(field.begin(), field.end(), '-', '_');
    if (out.starts_with(field + " ")) out.replace(0, field.size(), flag_name(row));
    if (field.find('_') == std::string::npos) continue;  // an ordinary word inside a sentence
    for (std::size_t at = out.find(field); at != std::string::npos; at = out.find(field, at + field.size()))
      out.replace(at, field.size(), flag_name(row));
  }
  return out;
}

std::string find_help() {
  std::string out =
      "Finds near-duplicate articles and passages.\n"
      "\n"
      "Examples:\n"
      "  neardup find articles.jsonl                       both, from JSON Lines with \"text\" and \"id\"\n"
      "  neardup find --scope articles --threshold 0.7 a/  similar articles among the files of a folder\n"
      "  neardup find --format jsonl old.txt new.txt       what two texts share, for a program to read\n"
      "  zcat big.jsonl.gz | neardup find --output dups.jsonl -\n"
      "\n"
      "Usage: neardup find [OPTION]... [PATH]...\n"
      "\n"
      "A PATH is a .jsonl or .ndjson file (JSON Lines), a file of any other name (one text), a folder\n"
      "(.jsonl, .ndjson, .txt and .md files in and below it), or - (JSON Lines on standard input, which is\n"
      "also read when there is no PATH).\n";
  const char* section = "";
  for (const option_row& row : rows()) {
    if (section != std::string_view(row.section)) out += fmt::format("\n{}:\n", section = row.section);
    std::string note = row.allowed;
    if (row.fallback[0] != '\0') note += fmt::format("{}default {}", note.empty() ? "" : "; ", row.fallback);
    const std::string usage = flag_name(row) + (row.value[0] != '\0' ? std::string(" ") + row.value : "");
    out += fmt::format("  {:<29} {}\n", usage, row.help);
    if (!note.empty()) out += fmt::format("  {:<29}   [{}]\n", "", note);
  }
  return out +
         "\n"
         "Exit codes: 0 the search ran; 1 duplicates were found and --check was given; 2 an error, told in "
         "one\n"
         "line; 130 stopped by Ctrl-C.\n";
}

}  // namespace neardup::cli
