#include <algorithm>
#include <string>

#include <neardup/lsh_params.hpp>

#include "cli/tune_report.hpp"
#include "io/json_lines.hpp"

namespace neardup::cli {

namespace {

using neardup::tune::alternative;
using neardup::tune::curve_areas;
using neardup::tune::interval;
using neardup::tune::missed_pair;
using neardup::tune::prediction;
using neardup::tune::similarity_bin;

class record_writer {
 public:
  record_writer(const tune_report& report, io::output_file& out) : report_(report), lines_(out) {}

  void shape() {
    const near_duplicate_options& options = report_.options;
    record("shape", [&](io::json_object& object) {
      object.add("threshold", options.threshold)
          .add("min_recall", options.min_recall)
          .add("num_hashes", options.num_hashes);
      add(object, report_.shape);
    });
  }

  void curve() {
    for (const auto& point : report_.curve)
      record("curve", [&](io::json_object& object) {
        object.add("jaccard", point.jaccard).add("recall", point.recall);
      });
  }

  void alternatives() {
    for (const alternative& one : report_.alternatives) {
      if (!one.shape) continue;
      record("alternative", [&](io::json_object& object) {
        object.add("num_hashes", one.num_hashes);
        add(object, *one.shape);
        object.add("bytes_per_document", one.bytes_per_document());
      });
    }
  }

  void histogram(const corpus_report& corpus) {
    for (const similarity_bin& bin : corpus.audit.histogram)
      record("histogram", [&](io::json_object& object) {
        object.add("from", bin.from).add("to", bin.to).add("pairs", bin.pairs);
        if (bin.found) object.add("found", *bin.found);
      });
  }

  void missed(const corpus_report& corpus) {
    const auto id = [&](std::size_t place) { return corpus.documents.ids[corpus.sample[place]]; };
    for (std::size_t i = 0; i < std::min(corpus.audit.missed.size(), most_missed); ++i) {
      const missed_pair& pair = corpus.audit.missed[i];
      record("missed", [&](io::json_object& object) {
        object.add("first", id(pair.first)).add("second", id(pair.second)).add("jaccard", pair.jaccard);
      });
    }
  }

  void audit(const corpus_report& corpus) {
    const neardup::tune::audit& audit = corpus.audit;
    const interval bounds = neardup::tune::wilson_interval(audit.found, audit.pairs);
    record("audit", [&](io::json_object& object) {
      object.add("documents", audit.documents).add("pairs", audit.pairs).add("found", audit.found);
      if (audit.pairs != 0)
        object.add("recall", static_cast<double>(audit.found) / static_cast<double>(audit.pairs));
      else
        object.add("recall", nullptr);
      object.add("low", bounds.low)
          .add("high", bounds.high)
          .add("false_pairs", audit.false_pairs)
          .add("candidates", audit.search.candidates)
          .add("linked_buckets", audit.search.linked_buckets);
    });
  }

  void prediction(const corpus_report& corpus) {
    const neardup::tune::prediction& whole = corpus.prediction;
    record("prediction", [&](io::json_object& object) {
      object.add("documents", whole.documents)
          .add("bytes", whole.bytes)
          .add("pairs", whole.pairs)
          .add("candidates_per_document", whole.candidates_per_document)
          .add("seconds_read", corpus.seconds_read)
          .add("seconds", whole.seconds)
          .add("memory", whole.memory);
    });
  }

 private:
  void add(io::json_object& object, lsh_shape shape) const {
    const double threshold = report_.options.threshold;
    const curve_areas areas = neardup::tune::areas_of(shape, threshold);
    object.add("bands", shape.bands)
        .add("rows", shape.rows)
        .add("recall_at_threshold", candidate_probability(threshold, shape))
        .add("false_candidate_area", areas.false_candidates)
        .add("missed_area", areas.missed);
  }

  template <class Fill>
  void record(const char* kind, Fill&& fill) {
    lines_.add([&](io::json_object& object) {
      object.add("kind", kind);
      fill(object);
    });
  }

  const tune_report& report_;
  io::json_lines lines_;
};

}  // namespace

void write_tune_records(const tune_report& report, io::output_file& out) {
  record_writer writer(report, out);
  writer.shape();
  writer.curve();
  writer.alternatives();
  if (!report.corpus) return;
  writer.histogram(*report.corpus);
  writer.missed(*report.corpus);
  writer.audit(*report.corpus);
  writer.prediction(*report.corpus);
}

void write_curve_csv(const tune_report& report, io::output_file& out) {
  std::string lines = "jaccard,recall\n";
  for (const auto& point : report.curve) {
    io::append_json(lines, point.jaccard);
    lines += ',';
    io::append_json(lines, point.recall);
    lines += '\n';
  }
  out.write(lines);
}

}  // namespace neardup::cli
