#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <neardup/options.hpp>

#include "io/json_lines.hpp"
#include "support/passage_options.hpp"
#include "support/passage_quality.hpp"
#include "support/run_program.hpp"

// neardup_passage_quality: which planted passages the library finds, how exactly, and at what cost.
namespace neardup_bench {
namespace {

struct request {
  passage_grid grid;
  std::vector<std::string> languages = language_names();
  std::uint64_t random_bytes = 1'000'000;
  neardup::near_duplicate_options search;
  std::string json;
};

/// The kinds that differ from `like` in nothing but the place, taken together.
kind_quality in_both_places(const std::vector<kind_quality>& kinds, const passage_kind& like) {
  kind_quality sum;
  for (const kind_quality& one : kinds)
    if (one.kind.how == like.how && one.kind.percent == like.percent && one.kind.tokens == like.tokens)
      sum += one;
  return sum;
}

void print_cost(const char* what, const passage_search_cost& of) {
  std::printf("%s: %zu texts, %.1f MB; %zu passages; %.3f s, %.1f MB/s, %.1f bytes held per byte of text\n",
              what, of.texts, static_cast<double>(of.bytes) / 1e6, of.passages, of.seconds,
              of.megabytes_per_second(), of.memory_per_byte());
}

void print_table(const passage_grid& grid, const std::vector<kind_quality>& kinds) {
  std::printf("%-9s %6s", "damage", "tokens");
  for (const std::uint32_t percent : grid.percents) std::printf("  %9u %%", percent);
  std::printf("\n");
  // Of each row, the kinds across two documents come first, then those within one.
  const auto row_kinds = static_cast<std::ptrdiff_t>(2 * grid.percents.size());
  for (auto row = kinds.begin(); row != kinds.end(); row += row_kinds) {
    std::printf("%-9s %6u", damage_names[static_cast<std::size_t>(row->kind.how)].data(), row->kind.tokens);
    for (const std::uint32_t percent : grid.percents) {
      const kind_quality sum = in_both_places(kinds, {row->kind.how, percent, row->kind.tokens});
      std::printf("  %.3f %.3f", sum.found_share(), sum.mean_iou());
    }
    std::printf("\n");
  }
}

void print(const std::string& language, const passage_grid& grid, const passage_quality& of) {
  std::printf("%s: share found, mean IoU\n", language.c_str());
  print_table(grid, of.kinds);
  print_cost("planted", of.planted);
  if (of.strays != 0) std::printf("         %zu passages overlap no planted one\n", of.strays);
  if (of.planted.capped_seeds != 0)
    std::printf("         %llu windows are capped: not every copy is promised\n",
                static_cast<unsigned long long>(of.planted.capped_seeds));
  print_cost("random", of.random);
  for (const std::string& promise : of.broken_promises()) std::printf("BROKEN: %s\n", promise.c_str());
  std::printf("\n");
}

void add_cost(neardup::io::json_object& line, const std::string& language, const char* texts,
              const passage_search_cost& of, std::size_t strays) {
  line.add("type", "search")
      .add("language", std::string_view(language))
      .add("texts", texts)
      .add("documents", of.texts)
      .add("bytes", of.bytes)
      .add("passages", of.passages)
      .add("strays", strays)
      .add("capped_seeds", of.capped_seeds)
      .add("seconds", of.seconds)
      .add("bytes_per_second", static_cast<double>(of.bytes) / of.seconds)
      .add("memory", of.memory);
}

void add_kind(neardup::io::json_object& line, const std::string& language, const kind_quality& of) {
  line.add("type", "kind")
      .add("language", std::string_view(language))
      .add("damage", damage_names[static_cast<std::size_t>(of.kind.how)])
      .add("percent", of.kind.percent)
      .add("tokens", of.kind.tokens)
      .add("place", of.kind.within_one_document ? "within" : "across")
      .add("planted", of.planted)
      .add("found", of.found)
      .add("promised", of.promised)
      .add("broken", of.broken)
      .add("found_share", of.found_share())
      .add("mean_iou", of.mean_iou());
}

void write(neardup::io::output_file& out, const std::string& language, const passage_quality& of) {
  using neardup::io::json_object;
  neardup::io::json_lines lines(out);
  for (const kind_quality& kind : of.kinds)
    lines.add([&](json_object& line) { add_kind(line, language, kind); });
  lines.add([&](json_object& line) { add_cost(line, language, "planted", of.planted, of.strays); });
  lines.add([&](json_object& line) { add_cost(line, language, "random", of.random, of.random.passages); });
}

/// Whether all promises were kept.
bool report(const request& asked) {
  asked.search.validate();
  const auto kinds = asked.grid.kinds();
  std::optional<neardup::io::output_file> figures;
  if (!asked.json.empty()) figures.emplace(asked.json);
  bool kept = true;
  for (const std::string& language : asked.languages) {
    const passage_quality of =
        measure_passages({kinds, asked.grid.each, asked.grid.seed, language_named(language)},
                         asked.random_bytes, asked.search);
    print(language, asked.grid, of);
    kept = kept && of.broken_promises().empty();
    if (figures) write(*figures, language, of);
  }
  if (figures) figures->finish();
  return kept;
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Plants passages, searches for them, and prints the share found (at least half of both sides) and the "
      "mean "
      "overlap of the worse side (bytes shared / bytes of either), within one document and across two taken "
      "together; also what the search took, and what it reports of texts without repeats. Ends with 1 where "
      "a "
      "promise is broken.",
      "neardup_passage_quality");
  add_grid_options(app, asked.grid);
  app.add_option("--language", asked.languages, "may be given several times; else all")
      ->check(CLI::IsMember(language_names()));
  app.add_option("--random-bytes", asked.random_bytes, "of texts without repeats, in each language")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000'000}));
  app.add_option("--json", asked.json, "write the figures to this file, for each place");
  add_search_options(app, asked.search);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  return report(asked) ? 0 : 1;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_passage_quality", neardup_bench::run, argc, argv);
}
