#include <string>
#include <vector>

#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

namespace {

// Guillemets with no-break and narrow no-break spaces, accents, straight and curly apostrophes, an em dash.
const std::string french_body =
    "\u00ab\u00a0Le fleuve n'a jamais \u00e9t\u00e9 aussi bas\u00a0\u00bb, dit Ad\u00e8le Morvan, qui tient "
    "l\u2019"
    "\u00e9cluse depuis vingt ans. Derri\u00e8re elle, la vanne est close\u202f; deux p\u00e9niches "
    "attendent.\n\n"
    "Les mariniers l'ont appris mardi\u00a0: aucun bateau charg\u00e9 \u00e0 plus de la moiti\u00e9 ne "
    "passera "
    "avant l\u2019automne. \u00ab\u202fOn d\u00e9charge, on attend, on recharge\u202f\u00bb, r\u00e9sume "
    "l'un d'eux.\n\n"
    "La pr\u00e9fecture \u2014 qui promettait un plan d\u00e8s juin \u2014 r\u00e9pond qu\u2019elle ne "
    "commande pas la "
    "pluie. \u00ab\u00a0Nous partageons l'eau, nous ne la fabriquons pas.\u00a0\u00bb Au caf\u00e9 du port, "
    "on hausse "
    "les \u00e9paules.\n\n"
    "\u00ab\u00a0S'il pleut en septembre, tout sera oubli\u00e9\u00a0; s\u2019il ne pleut pas, on en "
    "reparlera en "
    "mairie, conclut l\u2019\u00e9clusi\u00e8re, et ce sera le m\u00eame mot\u00a0\u00bb.";

const std::string title = "Au pied de l'\u00e9cluse, l\u2019attente\n\n";

/// The text holds `body` twice; both bodies, and nothing else, must be found.
void require_doubled(const std::string& before, const std::string& body, const std::string& between,
                     const std::string& after) {
  const passage_corpus corpus({before + body + between + body + after});
  INFO(corpus.text(0));
  const passage_result result = corpus.find();
  REQUIRE(result.matches.size() == 1);
  const passage_match& match = result.matches.front();
  CHECK(match.relation == passage_relation::self);
  REQUIRE(match.second);
  CHECK(corpus.excerpt(match.first) == body);
  CHECK(corpus.excerpt(*match.second) == body);
  CHECK(match.first.begin == before.size());
  CHECK(match.second->begin == before.size() + body.size() + between.size());
  CHECK(match.score == 1);
  CHECK(match.jaccard == 1);
  CHECK(match.link);
  CHECK_FALSE(match.truncated);
  CHECK(result.clusters == std::vector<passage_cluster>{{{match.first, *match.second}}});
}

}  // namespace

TEST_CASE("passage: a body that stands twice is found to the byte", "[passage]") {
  for (const std::string& before :
       {std::string(), title, std::string("\xEF\xBB\xBF") + title, std::string("\r\n")})
    for (const std::string between :
         {"\n\n", "\n", " ", "", "\r\n\r\n", "\u00a0", "\n\n* * *\n\n", "\n\n\n\n\n"})
      for (const std::string after : {"", "\n", "\n\nRecueilli par nos soins.", " Fin"})
        require_doubled(before, french_body, between, after);
}

TEST_CASE("passage: words around a doubled body that it begins or ends with do not move its borders",
          "[passage]") {
  const std::string start = "\u00ab\u00a0Le fleuve n'a jamais";
  for (const std::string between : {"\n\n", "\n", " "}) {
    require_doubled("Quel m\u00eame mot\n\n", french_body, between, "");
    require_doubled("Le m\u00eame mot\n", french_body, between, "");
    require_doubled("Mot\n\n", french_body, between, "");
    require_doubled("Et ce sera le m\u00eame mot\n\n", french_body, between, "");
    require_doubled("S'il ne pleut pas, on en reparlera en mairie, conclut l'\u00e9clusi\u00e8re\n\n",
                    french_body, between, "");
    require_doubled(title, french_body, between, "\n\n" + start + " d\u00e9bord\u00e9.");
    require_doubled("Un mot\n\n", french_body, between, "\n\n" + start + " d\u00e9bord\u00e9.");
  }
}

TEST_CASE("passage: a doubled body keeps its own repeats apart from its doubling", "[passage]") {
  word_source source(11, 5000);
  const std::string refrain = join(source.words(40)) + ".", verse = join(source.words(100)) + ".",
                    other = join(source.words(120)) + ".";
  const std::string body =
      verse + "\n\n" + refrain + "\n\n" + other + "\n\n" + refrain + "\n\nEnd of it all.";
  const passage_corpus corpus({body + "\n\n" + body});
  const passage_result result = corpus.find();
  std::size_t doubled = 0, repeats = 0;
  for (const passage_match& match : result.matches) {
    REQUIRE(match.second);
    doubled += corpus.excerpt(match.first) == body && corpus.excerpt(*match.second) == body;
    repeats += corpus.excerpt(match.first) == refrain && corpus.excerpt(*match.second) == refrain;
  }
  CHECK(doubled == 1);
  CHECK(repeats == 2);
  CHECK(result.matches.size() == 3);
}

TEST_CASE("passage: an edited copy right after its original is one match of disjoint sides", "[passage]") {
  word_source source(12, 5000);
  for (int round = 0; round < 50; ++round) {
    const std::vector<std::string> words = source.words(200);
    std::vector<std::string> copy = words;
    for (int edit = 0; edit < 10; ++edit) {
      const auto at = copy.begin() + static_cast<std::ptrdiff_t>(10 + source.below(170));
      if (edit % 3 == 0) copy.erase(at);
      if (edit % 3 == 1) copy.insert(at, source.word());
      if (edit % 3 == 2) *at = source.word();
    }
    const std::string first = join(words) + ".", second = join(copy) + ".";
    const passage_corpus corpus({"A headline\n\n" + first + "\n\n" + second});
    const passage_result result = corpus.find();
    REQUIRE(result.matches.size() == 1);
    CHECK(corpus.excerpt(result.matches[0].first) == first);
    CHECK(corpus.excerpt(*result.matches[0].second) == second);
  }
}

TEST_CASE("passage: a list of like lines is one periodic stretch", "[passage]") {
  std::string text = "Visitors of the day\n";
  word_source source(13, 100000);
  for (int line = 0; line < 3000; ++line)
    text += "at the gate of the harbour stood visitor " + source.word() + " with a hat\n";
  const passage_result result = passage_corpus({text}).find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches[0].relation == passage_relation::periodic);
  CHECK(result.matches[0].period_tokens == 12);
  CHECK(result.matches[0].copies >= 2998);
  CHECK(result.matches[0].score == Approx(11.0 / 12).margin(0.01));
}

TEST_CASE("passage: what repeats only across the seam of a doubled body is not reported", "[passage]") {
  word_source source(14, 100000);
  const auto list = [&source] {
    std::string lines;
    for (int line = 0; line < 3; ++line)
      lines += "see also the page on " + source.word() + " and related matters\n";
    return lines;
  };
  const std::string body = list() + "\n" + join(source.words(200)) + ".\n\n" + list();
  CHECK(passage_corpus({body}).find().matches.empty());
  CHECK(passage_corpus({body + "\n" + body}).find().matches.size() == 1);
}

TEST_CASE("passage: a word said twice in one copy does not cut the passage", "[passage]") {
  const std::vector<std::string> words = word_source(15, 100000).words(400);
  std::vector<std::string> stuttered = words;
  stuttered.insert(stuttered.begin() + 200, words[200]);
  const passage_result result = passage_corpus({join(words), join(stuttered)}).find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches[0].matched_tokens == 400);
  CHECK(result.matches[0].score == 400.0 / 401);
}

TEST_CASE("passage: a doubled body in two texts keeps its doubling in links and clusters", "[passage]") {
  word_source source(16, 100000);
  const std::string body = join(source.words(200)) + ".", shorter = join(source.words(80)) + ".";
  for (const std::string between : {"", " ", "\n\n"}) {
    const std::string twice = body + between + body;
    const passage_corpus corpus({twice, twice + " Extra"});
    const passage_result result = corpus.find();
    std::size_t doubled = 0;
    for (const passage_match& match : result.matches) {
      if (match.relation != passage_relation::self) continue;
      ++doubled;
      CHECK(match.link);
      CHECK(corpus.excerpt(match.first) == body);
      CHECK(corpus.excerpt(*match.second) == body);
      const passage_cluster pair{{match.first, *match.second}};
      CHECK(std::count(result.clusters.begin(), result.clusters.end(), pair) == 1);
    }
    INFO("between: '" << between << "'");
    CHECK(doubled == 2);
    REQUIRE(result.matches.size() == 3);
    CHECK(std::all_of(result.matches.begin(), result.matches.end(), [](const auto& x) { return x.link; }));
    CHECK(result.clusters.size() == 3);
  }
}

TEST_CASE("passage: copies of unlike length are apart in their cluster", "[passage]") {
  word_source source(17, 100000);
  const std::vector<std::string> words = source.words(200);
  for (const std::ptrdiff_t removed : {10, 40}) {
    std::vector<std::string> copy = words;
    copy.erase(copy.begin() + 100, copy.begin() + 100 + removed);
    for (const std::string between : {"", " ", "\n\n"})
      for (const bool longer_first : {true, false}) {
        const std::string x = join(words) + ".", y = join(copy) + ".";
        const std::string twice = longer_first ? x + between + y : y + between + x;
        const passage_result result = passage_corpus({twice, twice + " Extra"}).find();
        INFO(removed << " words less, between: '" << between << "'");
        CHECK(result.matches.size() == 3);
        for (const passage_match& match : result.matches) CHECK(match.link);
        REQUIRE(result.clusters.size() == 3);
        for (const passage_cluster& cluster : result.clusters)
          for (std::size_t n = 1; n < cluster.members.size(); ++n)
            CHECK((cluster.members[n].document != cluster.members[n - 1].document ||
                   cluster.members[n].begin >= cluster.members[n - 1].end));
      }
  }
}

TEST_CASE("passage: two copies that meet inside a ligature share none of its bytes", "[passage]") {
  std::string middle;
  for (char c = 'a'; c <= 'z'; ++c) middle += c;
  for (char c = '0'; c <= '9'; ++c) middle += c;
  const std::string ligature = "\uFB01";  // folds to f and i
  const passage_corpus corpus({"i" + middle + ligature + middle + "f"}, token_kind::characters);
  for (const snapping snap : {snapping::punctuation, snapping::none}) {
    const passage_result result = corpus.find({.snap = snap});
    REQUIRE(result.matches.size() == 1);
    const passage_match& match = result.matches.front();
    CHECK(corpus.excerpt(match.first) == "i" + middle);
    CHECK(corpus.excerpt(*match.second) == ligature + middle);
    CHECK(match.matched_tokens == 37);
    CHECK(match.score == 1);
    CHECK(match.jaccard == 1);
  }
  CHECK(corpus.find({.min_tokens = 37}).matches.size() == 1);
  CHECK(corpus.find({.min_tokens = 38}).matches.empty());
}
