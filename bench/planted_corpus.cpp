#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "io/json_object.hpp"
#include "io/output_file.hpp"
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

void append_line(std::string& line, std::size_t position, const planted_document& document) {
  neardup::io::json_object object(line);
  object.add("id", "d" + std::to_string(position)).add("text", std::string_view(document.text));
  object.key_only("label");
  line += document.cluster ? std::to_string(*document.cluster) : "null";
  object.add("op", edit_names[static_cast<std::size_t>(document.op)]);
  object.end();
  line += '\n';
}

void write_corpus(const request& asked) {
  neardup::io::output_file out(asked.output);
  std::size_t position = 0;
  std::string line;
  plant({asked.documents, asked.bytes, asked.seed, language_named(asked.language)},
        [&](const planted_document& document) {
          line.clear();
          append_line(line, position++, document);
          out.write(line);
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
