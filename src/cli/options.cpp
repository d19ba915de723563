#include "cli/options.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include <neardup/lsh_params.hpp>

#include "cli/option_rows.hpp"

namespace neardup::cli {

namespace {

std::string without_value(const option_row& row) {
  return fmt::format("{} has no value{}{}", row.flag(), row.allowed[0] != '\0' ? "; allowed: " : "",
                     row.allowed);
}

/// The command line as CLI11 reads it, and the rows its options came from.
class command_line {
 public:
  explicit command_line(command which) : which_(which) {
    app_.set_help_flag();
    app_.allow_extras();
    for (const option_row* row : option_rows(which)) {
      const std::string names = row->flag() + (row->name == std::string_view("help") ? ",-h" : "");
      CLI::Option* const option =
          row->takes_value()
              ? app_.add_option(names)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
              : app_.add_flag(names)->disable_flag_override();
      options_.push_back({row, option});
    }
  }

  void read(const std::vector<std::string>& arguments) {
    refuse_empty_values(arguments);
    try {
      app_.parse(
          std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes the last first
    } catch (const CLI::ParseError& problem) {
      throw usage_error(explain(problem));
    }
  }

  [[nodiscard]] bool asks_for_help() const { return app_.count("--help") != 0; }

  [[nodiscard]] bool has(std::string_view name) const {
    return std::any_of(options_.begin(), options_.end(), [&](const declared& one) {
      return one.row->name == name && one.option->count() != 0;
    });
  }

  void take_values(request& asked) const {
    for (const auto& [row, option] : options_)
      if (option->count() != 0) take(*row, option->results(), asked);
  }

  /// Paths are what CLI11 left over: a positional of its own would take "[a,b]" for two.
  [[nodiscard]] std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    bool options_may_come = true;
    for (const std::string& argument : app_.remaining()) {
      if (options_may_come && argument == "--")
        options_may_come = false;
      else if (options_may_come && argument.starts_with('-') && argument != "-")
        throw usage_error(fmt::format("unknown option {}; 'neardup {} --help' lists the options", argument,
                                      name_of(which_)));
      else
        paths.push_back(argument);
    }
    return paths;
  }

  /// `--threshold is 1; ...` with the value as it was typed, 1.0000001, which the message rounds.
  [[nodiscard]] std::string as_given(std::string message) const {
    for (const auto& [row, option] : options_) {
      const std::string start = row->flag() + " is ";
      if (message.starts_with(start) && option->count() != 0)
        message.replace(start.size(), message.find(';') - start.size(), option->results().front());
    }
    return message;
  }

 private:
  struct declared {
    const option_row* row;
    CLI::Option* option;
  };

  static void take(const option_row& row, const std::vector<std::string>& values, request& asked) {
    if (row.takes_value() && !row.repeats && values.size() > 1)
      throw usage_error(row.flag() + " is given twice");
    for (const std::string& value : values)
      if (!row.set(asked, value))
        throw usage_error(
            fmt::format("{} is {}; allowed: {}", row.flag(), value.empty() ? "empty" : value, row.allowed));
  }

  /// CLI11 would take the argument after `--name=` for its value.
  void refuse_empty_values(const std::vector<std::string>& arguments) const {
    for (const std::string& argument : arguments) {
      if (argument == "--") return;
      for (const declared& one : options_)
        if (argument == one.row->flag() + "=") throw usage_error(without_value(*one.row));
    }
  }

  /// CLI11's complaints in our words: one line, with what is allowed.
  [[nodiscard]] std::string explain(const CLI::ParseError& problem) const {
    std::string text = problem.what();
    for (const auto& [row, option] : options_) {
      if (!row->takes_value() && text.starts_with(row->name + std::string(" ")))
        return row->flag() + " takes no value";
      if (text.starts_with(row->flag() + ":")) return without_value(*row);
    }
    return text.substr(0, text.find('\n'));
  }

  command which_;
  CLI::App app_;
  std::vector<declared> options_;
};

/// The library says so too, but of a field that is true; here the option is there.
void refuse_text_options_for_whitespace(const command_line& line, const near_duplicate_options& options) {
  if (options.tokens != token_kind::whitespace) return;
  const char* const joins =
      line.has("join-hyphenated-line-breaks") ? "--join-hyphenated-line-breaks" : "--preset ocr";
  const char* const given = options.fold_diacritics               ? "--fold-diacritics"
                            : options.join_hyphenated_line_breaks ? joins
                                                                  : nullptr;
  if (given != nullptr)
    throw usage_error(std::string(given) +
                      " is given with --tokens whitespace; allowed: with words or characters");
}

void require_score_field(const request& asked) {
  const bool by_score = asked.options.keep == keep_policy::score;
  if (by_score && asked.reading.fields.score.empty())
    throw usage_error("--keep is score, but no --score-field NAME is given; allowed: both or neither");
  if (!by_score && !asked.reading.fields.score.empty())
    throw usage_error("--score-field is given without --keep score; allowed: both or neither");
}

constexpr const char* options_of_passages[] = {
    "preset",  "min-tokens",       "min-score",  "passage-seed-tokens", "passage-window",
    "max-gap", "seed-group-limit", "exhaustive", "seed-pair-limit",     "snap",
    "pairs",   "documents"};

/// Without --keep, --expand-identical and --shingle-size, which passages heed as well.
constexpr const char* options_of_articles[] = {"threshold", "min-recall", "shape",    "num-hashes",
                                               "scheme",    "verify",     "clusters", "bucket-pair-limit"};

/// Whoever gives an option expects it to do something.
void refuse_options_without_effect(const command_line& line, const request& asked) {
  const auto refuse = [&](const auto& names, const char* scope, const char* allowed) {
    for (const char* name : names)
      if (line.has(name))
        throw usage_error(
            fmt::format("--{} is given with --scope {}; allowed: with {} or both", name, scope, allowed));
  };
  if (!asks_for_passages(asked.options.scope)) refuse(options_of_passages, "articles", "passages");
  if (!asks_for_articles(asked.options.scope)) refuse(options_of_articles, "passages", "articles");
}

/// What is cut depends on the order of the input alone.
void settle_passage_removal(const command_line& line, request& asked) {
  if (!asks_for_passages(asked.options.scope)) return;
  for (const char* name : {"keep", "score-field"})
    if (line.has(name))
      throw usage_error(fmt::format(
          "--{} is given with --scope passages, which keeps the first; allowed: with articles", name));
  asked.options.expand_identical = true;
  // What is found is looked at; what is cut is gone.
  if (!line.has("min-score") && !line.has("preset")) asked.options.min_score = 0.8;
}

void refuse_limit_of_pairs_alone(const command_line& line) {
  if (line.has("seed-pair-limit") && !line.has("exhaustive"))
    throw usage_error("--seed-pair-limit is given without --exhaustive; allowed: with it");
}

/// tune needs the recall for other shapes too.
void refuse_recall_with_shape(const command_line& line) {
  if (line.has("shape") && line.has("min-recall"))
    throw usage_error(
        "--min-recall is given with --shape, which decides bands and rows; allowed: one of them");
}

/// Where new documents are compared with old ones, there are only pairs.
void settle_against(const command_line& line, request& asked) {
  if (asked.against.empty()) {
    if (asked.options.top) throw usage_error("--top is given without --against; allowed: with it");
    return;
  }
  const auto refuse = [&](const char* name) {
    if (line.has(name))
      throw usage_error(fmt::format("--{} is given with --against; allowed: without", name));
  };
  refuse("clusters");
  for (const char* name : options_of_passages) refuse(name);
  if (line.has("scope") && asked.options.scope != search_scope::articles)
    throw usage_error("--scope is given with --against; allowed: articles");
  asked.options.scope = search_scope::articles;
  const auto reads_standard_input = [](const std::vector<std::string>& paths) {
    return std::find(paths.begin(), paths.end(), "-") != paths.end();
  };
  if (reads_standard_input(asked.against) && (asked.paths.empty() || reads_standard_input(asked.paths)))
    throw usage_error("--against is -, but PATH is standard input too; allowed: one of them");
}

void require_articles_for_groups(const request& asked) {
  if (!asked.reading.fields.group.empty() && asks_for_passages(asked.options.scope))
    throw usage_error("--group-field is given without --scope articles; allowed: with it");
}

/// Without a PATH tune reads nothing: whoever says how to read means standard input, perhaps.
void refuse_reading_without_paths(const command_line& line, const request& asked) {
  if (!asked.paths.empty()) return;
  for (const char* name :
       {"sample", "text-field", "id-field", "skip-malformed", "max-document-bytes", "all-files"})
    if (line.has(name))
      throw usage_error(fmt::format("--{} is given without a PATH; allowed: with one, or with -", name));
}

/// Bytes of memory.
std::uint64_t half_of_the_machine() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) / 2 *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// A dry run takes the names of files all the same, so that it differs from the real one in a flag alone.
void require_a_file_of_lines(const request& asked) {
  if (asked.kept.empty() && !asked.dry_run)
    throw usage_error("no --kept FILE given; allowed: --kept FILE, or --dry-run, which writes none");
}

}  // namespace

request parse(command which, const std::vector<std::string>& arguments) {
  command_line line(which);
  line.read(arguments);
  request asked;
  asked.options.threads = 0;
  if (which == command::dedup) asked.options.scope = search_scope::articles;
  if (which != command::tune) asked.options.memory = half_of_the_machine();
  asked.help = line.asks_for_help();
  if (asked.help) return asked;
  asked.paths = line.paths();
  line.take_values(asked);
  if (which == command::dedup) require_a_file_of_lines(asked);
  if (which == command::dedup) settle_passage_removal(line, asked);
  if (which == command::tune) refuse_reading_without_paths(line, asked);
  require_score_field(asked);
  settle_against(line, asked);
  require_articles_for_groups(asked);
  refuse_options_without_effect(line, asked);
  if (which != command::tune) refuse_recall_with_shape(line);
  refuse_limit_of_pairs_alone(line);
  refuse_text_options_for_whitespace(line, asked.options);
  try {
    asked.options.validate();
    // A threshold that no shape can serve is told before hours of reading, not after.
    if (asks_for_articles(asked.options.scope) && !asked.options.shape)
      static_cast<void>(
          choose_lsh_shape(asked.options.threshold, asked.options.min_recall, asked.options.num_hashes));
  } catch (const error& problem) {
    throw usage_error(line.as_given(with_option_names(problem.what())));
  }
  return asked;
}

std::string with_option_names(const std::string& message) {
  std::string out = message;
  for (const option_row& row : all_option_rows()) {
    std::string field = row.name;
    std::replace(field.begin(), field.end(), '-', '_');
    if (out.starts_with(field + " ")) out.replace(0, field.size(), row.flag());
    if (field.find('_') == std::string::npos) continue;  // an ordinary word inside a sentence
    for (std::size_t at = out.find(field); at != std::string::npos; at = out.find(field, at + field.size()))
      out.replace(at, field.size(), row.flag());
  }
  return out;
}

}  // namespace neardup::cli
