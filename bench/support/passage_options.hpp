#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <neardup/options.hpp>
#include <neardup/presets.hpp>

#include "support/planted_passages.hpp"

// Options that several of the programs about passages have.
namespace neardup_bench {

/// Which kinds of passages are planted.
struct passage_grid {
  std::vector<std::uint32_t> lengths{30, 50, 100, 200};
  std::vector<std::uint32_t> percents{0, 5, 10, 15, 20, 30, 40};
  std::vector<std::string> how{std::begin(damage_names), std::end(damage_names)};
  std::uint32_t each = 10;
  std::uint64_t seed = 1;

  [[nodiscard]] std::vector<passage_kind> kinds() const {
    std::vector<damage> damages;
    for (const std::string& name : how)
      damages.push_back(
          static_cast<damage>(std::ranges::find(damage_names, name) - std::begin(damage_names)));
    return combined_kinds(damages, percents, lengths);
  }
};

inline void add_grid_options(CLI::App& app, passage_grid& grid) {
  app.add_option("--each", grid.each, "passages of every kind")->check(CLI::Range(1, 1'000'000));
  app.add_option("--length", grid.lengths, "tokens of a passage; may be given several times")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--percent", grid.percents, "tokens edited or misread; may be given several times")
      ->check(CLI::Range(0, 100));
  app.add_option("--damage", grid.how, "may be given several times")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(damage_names), std::end(damage_names))));
  app.add_option("--seed", grid.seed, "another gives other texts");
}

/// What decides the answer of a search for passages, under the names that the neardup program has. Values out
/// of range are left to near_duplicate_options::validate().
inline void add_search_options(CLI::App& app, neardup::near_duplicate_options& options) {
  using neardup::near_duplicate_options, neardup::snapping, neardup::token_kind;
  static const std::map<std::string, token_kind> kinds{{"words", token_kind::words},
                                                       {"characters", token_kind::characters},
                                                       {"whitespace", token_kind::whitespace}};
  static const std::map<std::string, snapping> snaps{{"none", snapping::none},
                                                     {"punctuation", snapping::punctuation},
                                                     {"sentence", snapping::sentence},
                                                     {"paragraph", snapping::paragraph}};
  static const std::map<std::string, near_duplicate_options (*)()> presets{
      {"news", neardup::presets::news},
      {"verbatim", neardup::presets::verbatim},
      {"ocr", neardup::presets::ocr},
      {"corpus", neardup::presets::corpus}};
  constexpr const char* group = "Search, as of neardup find";
  // While the command line is read, so that whatever else is given goes on top.
  app.add_option_function<std::string>("--preset",
                                       [&options](const std::string& name) { options = presets.at(name)(); })
      ->check(CLI::IsMember(presets))
      ->trigger_on_parse()
      ->group(group);
  app.add_option("--min-tokens", options.min_tokens)->group(group);
  app.add_option("--min-score", options.min_score)->group(group);
  app.add_option("--passage-seed-tokens", options.passage_seed_tokens)->group(group);
  app.add_option("--passage-window", options.passage_window)->group(group);
  app.add_option("--max-gap", options.max_gap)->group(group);
  app.add_option("--seed-group-limit", options.seed_group_limit)->group(group);
  app.add_flag("--exhaustive", options.exhaustive)->group(group);
  app.add_option("--tokens", options.tokens)
      ->transform(CLI::CheckedTransformer(kinds))
      ->group(group)
      ->option_text("words|characters|whitespace");
  app.add_option("--snap", options.snap)
      ->transform(CLI::CheckedTransformer(snaps))
      ->group(group)
      ->option_text("none|punctuation|sentence|paragraph");
  app.add_flag("--fold-diacritics", options.fold_diacritics)->group(group);
  app.add_flag("--join-hyphenated-line-breaks", options.join_hyphenated_line_breaks)->group(group);
  app.add_option("--threads", options.threads)->group(group);
}

}  // namespace neardup_bench
