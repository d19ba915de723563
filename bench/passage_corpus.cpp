#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/json_object.hpp"
#include "io/output_file.hpp"
#include "support/planted_passages.hpp"
#include "support/run_program.hpp"

// neardup_passage_corpus: writes texts with planted passages as JSON Lines, and in a second file where they
// are.
namespace neardup_bench {
namespace {

struct request {
  std::vector<std::uint32_t> tokens{30, 50, 100, 200}, percents{0, 5, 10, 15, 20, 30, 40};
  std::vector<std::string> how{"edits"};
  std::uint32_t each = 10;
  std::uint64_t seed = 1;
  std::string language = "english";
  std::string output, truth;
};

std::vector<damage> damages_named(const std::vector<std::string>& names) {
  std::vector<damage> found;
  for (const std::string& name : names)
    found.push_back(static_cast<damage>(std::ranges::find(damage_names, name) - std::begin(damage_names)));
  return found;
}

std::string id_of(std::uint32_t document) { return "d" + std::to_string(document); }

void add_side(neardup::io::json_object& line, std::string& bytes, const char* key, const planted_side& side) {
  line.key_only(key);
  neardup::io::json_object(bytes)
      .add("id", id_of(side.document))
      .add("begin", side.begin)
      .add("end", side.end)
      .end();
}

void write_truth(const std::string& path, const passage_corpus& corpus,
                 const std::vector<passage_kind>& kinds) {
  neardup::io::output_file out(path);
  for (const planted_passage& planted : corpus.planted) {
    const passage_kind& kind = kinds[planted.kind];
    std::string bytes;
    neardup::io::json_object line(bytes);
    add_side(line, bytes, "original", planted.original);
    add_side(line, bytes, "copy", planted.copy);
    line.add("damage", damage_names[static_cast<std::size_t>(kind.how)])
        .add("percent", kind.percent)
        .add("tokens", kind.tokens)
        .add("copied_tokens", planted.copied_tokens)
        .add("edits", planted.edits)
        .end();
    out.write(bytes += '\n');
  }
  out.finish();
}

void write_texts(const std::string& path, const passage_corpus& corpus) {
  neardup::io::output_file out(path);
  for (std::uint32_t document = 0; document < corpus.texts.size(); ++document) {
    std::string bytes;
    neardup::io::json_object(bytes).add("id", id_of(document)).add("text", corpus.texts[document]).end();
    out.write(bytes += '\n');
  }
  out.finish();
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Writes texts of drawn words as JSON Lines (id, text), in which passages stand twice, and to another "
      "file "
      "where both sides are (original, copy: id, begin, end in bytes of the text) and what was done to the "
      "copy. "
      "Each length with each share and damage is planted across two documents and within one.",
      "neardup_passage_corpus");
  app.add_option("--truth", asked.truth, "file for the planted passages")->required();
  app.add_option("--output", asked.output, "file for the texts, in place of standard output");
  app.add_option("--each", asked.each, "passages of every sort")->check(CLI::Range(1, 1'000'000));
  app.add_option("--tokens", asked.tokens, "of a passage; may be given several times")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--percent", asked.percents, "tokens edited or misread; several times")
      ->check(CLI::Range(0, 100));
  app.add_option("--damage", asked.how, "may be given several times")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(damage_names), std::end(damage_names))));
  app.add_option("--seed", asked.seed, "another gives other texts");
  app.add_option("--language", asked.language)->check(CLI::IsMember(language_names()));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  const auto kinds = combined_kinds(damages_named(asked.how), asked.percents, asked.tokens);
  const auto corpus = plant_passages({kinds, asked.each, asked.seed, language_named(asked.language)});
  write_texts(asked.output, corpus);
  write_truth(asked.truth, corpus, kinds);
  return 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_passage_corpus", neardup_bench::run, argc, argv);
}
