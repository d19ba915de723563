// Prints every figure of docs/passages.md as one JSON document, the same on every machine:
//   passage_figures > docs/images/passages.json
#include <iostream>

#include "../figures/json_document.hpp"
#include "presets.hpp"
#include "repeats.hpp"
#include "steps.hpp"
#include "texts.hpp"
#include "tokens.hpp"
#include "winnowing.hpp"

namespace passages {
namespace {

json settings() {
  const neardup::near_duplicate_options options;
  return {{"seed_tokens", options.effective_passage_seed_tokens()},
          {"min_tokens", options.min_tokens},
          {"min_score", options.min_score},
          {"max_gap", options.max_gap},
          {"extension_drop", neardup::detail::walk_rule{}.drop},
          {"seed_group_limit", options.seed_group_limit},
          {"seed_pair_limit", options.seed_pair_limit},
          {"planted", planted},
          {"planted_tokens", planted_tokens},
          {"vocabulary", vocabulary}};
}

json everything() {
  const steps pair;
  const collected several;
  return {{"settings", settings()},
          {"texts", pair.texts()},
          {"plot", pair.plot()},
          {"anchors", pair.anchors()},
          {"alignment", pair.alignment()},
          {"passage", pair.passage()},
          {"spans", pair.spans()},
          {"winnowing", winnowing()},
          {"doubled", repeating(doubled())},
          {"periodic", repeating(periodic())},
          {"matches", several.matches()},
          {"clusters", several.clusters()},
          {"repeated", several.repeated()},
          {"documents", several.documents()},
          {"chinese", chinese()},
          {"presets", preset_options()},
          {"guarantee", guarantee()},
          {"found", found_by_edits()}};
}

}  // namespace
}  // namespace passages

int main() { figures::print_document(std::cout, passages::everything()); }
