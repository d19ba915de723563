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

TEST_CASE("passage: a body that ends nearly as it begins is found doubled", "[passage]") {
  // The likeness of its end and beginning spans the two copies as well, and tells less than they do.
  for (const std::string between : {"\n\n", "\n"}) {
    require_doubled("Ville\n\n",
                    "\u00ab Rien ne sera plus comme avant, vraiment, dit le maire. Des habitants du quartier "
                    "ont regrett\u00e9 la dur\u00e9e des travaux, jug\u00e9e pourtant raisonnable par la "
                    "commission r\u00e9gionale, et demand\u00e9 des r\u00e9unions publiques.\n\nRien ne sera "
                    "plus comme avant, dit le maire. \u00bb",
                    between, "\n\nTags : ville");
    require_doubled(
        "",
        "\u201eNichts wird jemals wieder wie fr\u00fcher\u201c, gestern sagte der B\u00fcrgermeister. Einige "
        "Anwohner bedauerten die lange Dauer der Arbeiten, die der Ausschuss f\u00fcr die Region nach drei "
        "Monaten f\u00fcr angemessen und n\u00f6tig h\u00e4lt.\n\n\u201eNichts wird jemals wieder wie "
        "fr\u00fcher\u201c, sagte der B\u00fcrgermeister.",
        between, "");
    require_doubled("",
                    "\u00bfNada volver\u00e1 a ser como antes, ayer pregunt\u00f3 el alcalde? Algunos "
                    "vecinos lamentaron la larga duraci\u00f3n de las obras, que la comisi\u00f3n, tras tres "
                    "meses de trabajo, considera razonable y tambi\u00e9n necesaria.\n\n\u00bfNada "
                    "volver\u00e1 a ser como antes, pregunt\u00f3 el alcalde?",
                    between, "");
    require_doubled(
        "",
        "\u041d\u0438\u0447\u0442\u043e \u0438 \u043d\u0438\u043a\u043e\u0433\u0434\u0430 \u043d\u0435 "
        "\u0441\u0442\u0430\u043d\u0435\u0442 \u043f\u0440\u0435\u0436\u043d\u0438\u043c, "
        "\u0432\u0447\u0435\u0440\u0430 \u0441\u043a\u0430\u0437\u0430\u043b \u043c\u044d\u0440 "
        "\u0433\u043e\u0440\u043e\u0434\u0430. \u0427\u0430\u0441\u0442\u044c "
        "\u0436\u0438\u0442\u0435\u043b\u0435\u0439 \u043f\u043e\u0436\u0430\u043b\u0435\u043b\u0430 \u043e "
        "\u0434\u043e\u043b\u0433\u0438\u0445 \u0440\u0430\u0431\u043e\u0442\u0430\u0445, "
        "\u043a\u043e\u0442\u043e\u0440\u044b\u0435 \u043a\u043e\u043c\u0438\u0441\u0441\u0438\u044f "
        "\u043f\u043e\u0441\u043b\u0435 \u0442\u0440\u0451\u0445 \u043c\u0435\u0441\u044f\u0446\u0435\u0432 "
        "\u043e\u043f\u0440\u043e\u0441\u0430 \u0441\u0447\u0438\u0442\u0430\u0435\u0442 "
        "\u0440\u0430\u0437\u0443\u043c\u043d\u044b\u043c\u0438 \u0438 "
        "\u043d\u0443\u0436\u043d\u044b\u043c\u0438 \u0434\u043b\u044f \u0432\u0441\u0435\u0445 "
        "\u0441\u043e\u0441\u0435\u0434\u0435\u0439 \u0438 \u0438\u0445 \u0434\u0435\u0442\u0435\u0439 "
        "\u0440\u0430\u0439\u043e\u043d\u0430.\n\n\u041d\u0438\u0447\u0442\u043e \u0438 "
        "\u043d\u0438\u043a\u043e\u0433\u0434\u0430 \u043d\u0435 \u0441\u0442\u0430\u043d\u0435\u0442 "
        "\u043f\u0440\u0435\u0436\u043d\u0438\u043c, \u0441\u043a\u0430\u0437\u0430\u043b \u043c\u044d\u0440 "
        "\u0433\u043e\u0440\u043e\u0434\u0430.",
        between, "");
    require_doubled("",
                    "source highlight 3 1 9 1 1 unstable urgency medium builds on non intel architectures "
                    "Closes 950176 Henry Orchard Miller zebra mill org Mon 02 Mar 2020 11 16 32 0100 source "
                    "highlight 3 1 9 1 unstable urgency medium",
                    between, "");
  }
}

TEST_CASE("passage: of two places to cut, the one with equal bytes on both sides is right", "[passage]") {
  require_doubled("Nouvelle ligne\n\n",
                  "Des habitants du quartier ont assist\u00e9 \u00e0 la r\u00e9union publique ; plusieurs "
                  "ont regrett\u00e9 la dur\u00e9e des travaux, jug\u00e9e pourtant raisonnable. La "
                  "commission rendra son avis au printemps, apr\u00e8s trois mois d'enqu\u00eate aupr\u00e8s "
                  "des commer\u00e7ants.\n\nNouvelle ligne",
                  "\n", "");
  require_doubled("Nouvelle ligne\n\n",
                  "Des habitants du quartier ont assist\u00e9 \u00e0 la r\u00e9union publique ; plusieurs "
                  "ont regrett\u00e9 la dur\u00e9e des travaux, jug\u00e9e pourtant raisonnable. La "
                  "commission rendra son avis au printemps, apr\u00e8s trois mois d'enqu\u00eate aupr\u00e8s "
                  "des commer\u00e7ants.\n\nNouvelle ligne",
                  " ", "");
  require_doubled(
      "",
      "Nouvelle ligne\n\nDes habitants du quartier ont assist\u00e9 \u00e0 la r\u00e9union publique ; "
      "plusieurs ont regrett\u00e9 la dur\u00e9e des travaux, jug\u00e9e pourtant raisonnable. La commission "
      "rendra son avis au printemps, apr\u00e8s trois mois d'enqu\u00eate aupr\u00e8s des commer\u00e7ants.",
      "\n", "\n\nNouvelle ligne");
  require_doubled(
      "",
      "5.1. Des habitants du quartier ont assist\u00e9 \u00e0 la r\u00e9union publique ; plusieurs ont "
      "regrett\u00e9 la dur\u00e9e des travaux, jug\u00e9e pourtant raisonnable. La commission rendra son "
      "avis au printemps, apr\u00e8s trois mois d'enqu\u00eate aupr\u00e8s des commer\u00e7ants",
      "\n\n", " 5.2. Suite");
}

TEST_CASE("passage: a phrase of the headline near the end of a doubled body stays outside", "[passage]") {
  require_doubled(
      "\u2018llvm-toolchain-14 (1:14.0.\n",
      "\u2018wasm32 failures with c++ for now\n\n  [ Simon Tailor ]\n  * Fix hurd build by fixing "
      "Linux-specific lines.\n\n -- George Carpenter <letterbox@mill.example>  Thu, 16 Feb 2023 10:44:03 "
      "+0100\n\nllvm-toolchain-14 (1:14.0.6-10) unstable; urgency=medium\u202f\u00bb.",
      "\n", "");
}

TEST_CASE("passage: a likeness within a body gives no piece of a chain across its two copies", "[passage]") {
  require_doubled("",
                  "Carver adam carver mill com Date Wed Jul 20 14 24 18 2022 0700 gitlab CI add a basic "
                  "build test Signed off by Adam Carver adam carver mill com Carver adam carver mill Wed Jul "
                  "20 14 21 54 2022 0700 Update m4 to xorg util xcb util m4 c617eee22ae5c285e79e81 Signed "
                  "off by Adam Carver adam carver mill com",
                  "\n", "");
  require_doubled(
      "",
      "Right click on the bookmark in the sidebar and select Remove from the menu \u30d6 \u30c3 \u30af "
      "\u30de \u30fc \u30af \u306e \u540d \u524d \u3092 \u306e \u3068 \u304a \u308a \u3067 \u3059 Right "
      "click on the bookmark in the Rename \u540d \u524d \u6b04 \u306b \u30d6 \u30c3 \u30af \u30de \u30fc "
      "\u30af \u306e \u65b0 \u3057 \u3044 \u540d \u524d \u3092 \u5165 \u529b \u3057 \u307e \u3059",
      "\n", "");
}

TEST_CASE("passage: what stands twice in each period is shown once beside the period", "[passage]") {
  word_source source(18, 100000);
  const std::string p = join(source.words(40)) + " ", q = join(source.words(25)) + " ",
                    r = join(source.words(35)) + " ";
  for (const std::size_t periods : {3u, 5u, 20u}) {
    INFO(periods << " periods");
    const passage_corpus corpus({repeat(p + q + p + r, periods)});
    const passage_result result = corpus.find();
    REQUIRE(result.matches.size() == 2);
    const auto is_periodic = [](const passage_match& x) { return x.relation == passage_relation::periodic; };
    const auto whole = std::find_if(result.matches.begin(), result.matches.end(), is_periodic);
    const auto inside = std::find_if_not(result.matches.begin(), result.matches.end(), is_periodic);
    REQUIRE(whole != result.matches.end());
    REQUIRE(inside != result.matches.end());
    CHECK(whole->period_tokens == 140);
    CHECK(whole->copies == periods);
    CHECK(inside->first.begin == 0);
    CHECK(inside->second->begin == p.size() + q.size());
    CHECK(corpus.excerpt(inside->first) + " " == p);
    CHECK(corpus.excerpt(*inside->second) + " " == p);
  }
}

TEST_CASE("passage: each two of several copies in a text are a match, all of them one cluster", "[passage]") {
  word_source source(19, 100000);
  const std::string block = join(source.words(50)) + " ";
  for (const std::size_t apart : {1u, 5u, 20u, 100u}) {
    INFO(apart << " words apart");
    std::string text;
    for (int n = 0; n < 6; ++n) text += block + join(source.words(apart)) + " ";
    const passage_result result = passage_corpus({text}).find();
    CHECK(result.matches.size() == 6 * 5 / 2);
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters.front().members.size() == 6);
  }
}
