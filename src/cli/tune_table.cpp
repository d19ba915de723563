#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include <neardup/lsh_params.hpp>

#include "cli/talk.hpp"
#include "cli/tune_report.hpp"
#include "io/printable.hpp"

namespace neardup::cli {

namespace {

using neardup::tune::alternative;
using neardup::tune::curve_areas;
using neardup::tune::interval;
using neardup::tune::similarity_bin;

/// 0.9996 -> "99.9 %": rounded down, so that only what is whole shows as 100 %.
std::string percent(double share) { return fmt::format("{:.1f} %", std::floor(share * 1000 + 1e-9) / 10); }

/// 3.2 ms, 12 s: three digits at most, since it is a guess.
std::string duration(double seconds) {
  return seconds < 1 ? fmt::format("{:.3g} ms", 1000 * seconds) : fmt::format("{:.3g} s", seconds);
}

/// "12", "1.2e+09"
std::string about(double count) { return fmt::format("{:.3g}", count); }

class tune_table {
 public:
  tune_table(const tune_report& report, const table_options& layout, io::output_file& out)
      : report_(report), threshold_(report.options.threshold), layout_(layout), out_(out) {}

  void shape() {
    const curve_areas areas = neardup::tune::areas_of(report_.shape, threshold_);
    line(fmt::format("{} bands x {} rows of {} hashes: a pair of {} is found with a chance of {}",
                     report_.shape.bands, report_.shape.rows, report_.options.num_hashes, percent(threshold_),
                     percent(candidate_probability(threshold_, report_.shape))));
    heading("Chance that a pair is found, by its similarity (# at the threshold or above, . below)");
    plot();
    std::string similarities = "  similarity ", chances = "  found      ";
    for (const double similarity : neardup::tune::around(threshold_)) {
      similarities += fmt::format("{:>9}", percent(similarity));
      chances += fmt::format("{:>9}", percent(candidate_probability(similarity, report_.shape)));
    }
    line("");
    line(similarities);
    line(chances);
    line(
        fmt::format("  areas        in vain {:.4f} (under the curve, below the threshold), missed {:.4f} "
                    "(over it, above)",
                    areas.false_candidates, areas.missed));
  }

  void alternatives() {
    heading("Signatures of other lengths, for the same threshold and recall");
    line("  hashes  bands x rows    found  in vain  missed  bytes a document");
    for (const alternative& one : report_.alternatives) {
      if (!one.shape) {
        line(fmt::format("  {:>6}  the recall is not within reach", one.num_hashes));
        continue;
      }
      const curve_areas areas = neardup::tune::areas_of(*one.shape, threshold_);
      line(fmt::format("  {:>6}  {:>5} x {:<4}  {:>7}   {:.4f}  {:.4f}  {:>16}", one.num_hashes,
                       one.shape->bands, one.shape->rows,
                       percent(candidate_probability(threshold_, *one.shape)), areas.false_candidates,
                       areas.missed, one.bytes_per_document()));
    }
  }

  void histogram(const corpus_report& corpus) {
    heading(fmt::format("Pairs by similarity in a sample of {} of {} documents, compared exactly",
                        corpus.audit.documents, corpus.documents.texts.size()));
    std::uint64_t most = 1;
    for (const similarity_bin& bin : corpus.audit.histogram) most = std::max(most, bin.pairs);
    for (const similarity_bin& bin : corpus.audit.histogram) {
      const auto length = static_cast<std::size_t>(
          std::ceil(40 * static_cast<double>(bin.pairs) / static_cast<double>(most)));
      std::string bar(length, bin.found ? '#' : '.');
      if (bin.found) bar += fmt::format("{}{} found", length == 0 ? "" : "  ", *bin.found);
      line(fmt::format("  {:>7} to {:>7}  {:>9}{}{}", percent(bin.from), percent(bin.to), bin.pairs,
                       bar.empty() ? "" : "  ", bar));
    }
  }

  void audit(const corpus_report& corpus) {
    const neardup::tune::audit& audit = corpus.audit;
    heading("Measured recall (counted in the sample, not computed)");
    if (audit.pairs == 0) {
      const bool is_part = corpus.sample.size() < corpus.documents.texts.size();
      line(fmt::format("  the sample has no pair of {} or above{}", percent(threshold_),
                       is_part ? "; a larger --sample may have some" : ""));
    } else {
      const interval bounds = neardup::tune::wilson_interval(audit.found, audit.pairs);
      line(fmt::format("  {} of {} pairs found: {}, with 95 % confidence {} to {}", audit.found, audit.pairs,
                       percent(static_cast<double>(audit.found) / static_cast<double>(audit.pairs)),
                       percent(bounds.low), percent(bounds.high)));
    }
    if (audit.false_pairs != 0) line(fmt::format("  {} pairs given that are none", audit.false_pairs));
    if (audit.search.linked_buckets != 0)
      line(fmt::format("  {} buckets are so large that not all of their pairs are listed",
                       audit.search.linked_buckets));
    missed(corpus);
  }

  void prediction(const corpus_report& corpus) {
    const neardup::tune::prediction& whole = corpus.prediction;
    heading(fmt::format(
        "The whole corpus, predicted from the sample ({} documents, {}; for a search for articles alone)",
        whole.documents, human_bytes(whole.bytes)));
    line(fmt::format("  pairs       about {}", about(whole.pairs)));
    line(fmt::format("  candidates  about {} a document", about(whole.candidates_per_document)));
    line(fmt::format("  time        about {}, and {} to read", duration(whole.seconds),
                     duration(corpus.seconds_read)));
    line(fmt::format("  memory      about {}", human_bytes(static_cast<std::uint64_t>(whole.memory))));
  }

 private:
  void line(const std::string& text) {
    out_.write(text);
    out_.write("\n");
  }

  void heading(const std::string& text) {
    line("");
    line(layout_.colour ? "\x1b[1m" + text + "\x1b[0m" : text);
  }

  /// A column for every second point of the curve, ten lines high.
  void plot() {
    for (int height = 10; height >= 1; --height) {
      std::string columns;
      for (std::size_t i = 0; i < report_.curve.size(); i += 2) {
        const auto& point = report_.curve[i];
        const bool reached = point.recall * 10 >= height - 0.5;
        columns += !reached ? ' ' : point.jaccard >= threshold_ ? '#' : '.';
      }
      columns.erase(columns.find_last_not_of(' ') + 1);
      line(fmt::format("  {:>4} % |{}", height * 10, columns));
    }
    line("     0 % +---------+---------+---------+---------+---------+");
    line("          0        0.2       0.4       0.6       0.8        1");
  }

  void missed(const corpus_report& corpus) {
    const auto& all = corpus.audit.missed;
    if (all.empty()) return;
    const auto name = [&](std::size_t place) {
      return io::excerpt(corpus.documents.ids[corpus.sample[place]].text, (layout_.columns - 19) / 2, 0.8);
    };
    for (std::size_t i = 0; i < std::min(all.size(), most_missed); ++i)
      line(fmt::format("  missed {:>7}  {}  {}", percent(all[i].jaccard), name(all[i].first),
                       name(all[i].second)));
    if (all.size() > most_missed) line(fmt::format("  ... and {} more", all.size() - most_missed));
  }

  const tune_report& report_;
  double threshold_;
  const table_options& layout_;
  io::output_file& out_;
};

}  // namespace

void write_tune_table(const tune_report& report, const table_options& layout, io::output_file& out) {
  tune_table table(report, layout, out);
  table.shape();
  table.alternatives();
  if (!report.corpus) return;
  table.histogram(*report.corpus);
  table.audit(*report.corpus);
  table.prediction(*report.corpus);
}

}  // namespace neardup::cli
