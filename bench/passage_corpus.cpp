#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/json_lines.hpp"
#include "support/passage_options.hpp"
#include "support/planted_passages.hpp"
#include "support/run_program.hpp"

// neardup_passage_corpus: writes texts with planted passages as JSON Lines, and in a second file where they
// are.
namespace neardup_bench {
namespace {

struct request {
  passage_grid grid;
  std::string language = "english";
  std::string output, truth;
};

std::string id_of(std::uint32_t document) { return "d" + std::to_string(document); }

void add_side(neardup::io::json_object& line, const char* key, const planted_side& side) {
  line.add_object(key, [&](neardup::io::json_object& object) {
    object.add("id", id_of(side.document)).add("begin", side.begin).add("end", side.end);
  });
}

void add(neardup::io::json_object& line, const planted_passage& planted, const passage_kind& kind) {
  add_side(line, "original", planted.original);
  add_side(line, "copy", planted.copy);
  line.add("damage", damage_names[static_cast<std::size_t>(kind.how)])
      .add("percent", kind.percent)
      .add("tokens", kind.tokens)
      .add("copied_tokens", planted.copied_tokens)
      .add("edits", planted.edits);
}

void write_truth(const std::string& path, const passage_corpus& corpus,
                 const std::vector<passage_kind>& kinds) {
  neardup::io::output_file out(path);
  neardup::io::json_lines lines(out);
  for (const planted_passage& planted : corpus.planted)
    lines.add([&](neardup::io::json_object& line) { add(line, planted, kinds[planted.kind]); });
  out.finish();
}

void write_texts(const std::string& path, const passage_corpus& corpus) {
  neardup::io::output_file out(path);
  neardup::io::json_lines lines(out);
  for (std::uint32_t document = 0; document < corpus.texts.size(); ++document)
    lines.add([&](neardup::io::json_object& line) {
      line.add("id", id_of(document)).add("text", corpus.texts[document]);
    });
  out.finish();
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Writes texts of drawn words as JSON Lines (id, text), in which passages stand twice, and to another "
      "file "
      "where both sides are (original, copy: id, begin, end in bytes of the text) and what was done to the "
      "copy. "
      "Each length with each percentage and damage is planted across two documents and within one.",
      "neardup_passage_corpus");
  app.add_option("--truth", asked.truth, "file for the planted passages")->required();
  app.add_option("--output", asked.output, "file for the texts, in place of standard output");
  add_grid_options(app, asked.grid);
  app.add_option("--language", asked.language)->check(CLI::IsMember(language_names()));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  const auto kinds = asked.grid.kinds();
  const auto corpus =
      plant_passages({kinds, asked.grid.each, asked.grid.seed, language_named(asked.language)});
  write_texts(asked.output, corpus);
  write_truth(asked.truth, corpus, kinds);
  return 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_passage_corpus", neardup_bench::run, argc, argv);
}
