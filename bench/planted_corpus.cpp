#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "io/json_lines.hpp"
#include "support/planted.hpp"
#include "support/run_program.hpp"

// neardup_corpus: writes a planted corpus as JSON Lines, with what is known of each document.
namespace neardup_bench {
namespace {

struct request {
  std::uint32_t documents = 0;
  std::size_t bytes = 3000;
  std::uint64_t seed = 1;
  std::string language = "english";
  std::string output;
};

void add(neardup::io::json_object& line, std::size_t position, const planted_document& document) {
  line.add("id", "d" + std::to_string(position)).add("text", std::string_view(document.text));
  if (document.cluster)
    line.add("label", *document.cluster);
  else
    line.add("label", nullptr);
  line.add("op", edit_names[static_cast<std::size_t>(document.op)]);
}

void write_corpus(const request& asked) {
  neardup::io::output_file out(asked.output);
  neardup::io::json_lines lines(out);
  std::size_t position = 0;
  plant({asked.documents, asked.bytes, asked.seed, language_named(asked.language)},
        [&](const planted_document& document) {
          lines.add([&](neardup::io::json_object& line) { add(line, position++, document); });
        });
  out.finish();
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Writes texts of drawn words as JSON Lines: id, text, label (which cluster; null for none), op (what "
      "was "
      "done to the text).",
      "neardup_corpus");
  app.add_option("--documents", asked.documents, "how many")->required()->check(CLI::Range(1, 100'000'000));
  app.add_option("--bytes", asked.bytes, "of a text, on average")->check(CLI::Range(300, 1'000'000));
  app.add_option("--seed", asked.seed, "another gives other texts");
  app.add_option("--language", asked.language)->check(CLI::IsMember(language_names()));
  app.add_option("--output", asked.output, "a file, in place of standard output");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  write_corpus(asked);
  return 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_corpus", neardup_bench::run, argc, argv);
}
