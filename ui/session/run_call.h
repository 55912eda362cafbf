// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

#include "ui/document/engine_document.h"
#include "ui/session/step_report.h"

/// @file
/// One call of a session: what it reaches in the graph, what feeds it, and how it is written.

namespace weft::ui {

/// The nodes that a call runs: those behind its fetches and targets, up to what is fed.
std::set<NodeId> nodesBehind(const Graph& graph, const RunRequest& request);
/// Outputs that nothing reads and that depend on no placeholder: what a call without a choice
/// fetches.
std::vector<std::string> freeEnds(const Graph& graph);
/// Names of the placeholders ("x:0") behind these fetches that neither a data column nor `fed`
/// gives a value. Complexity: linear in the graph.
QStringList missingFeeds(const EngineDocument& document, const QStringList& fetches,
                         const QStringList& fed);
/// Why a call without a choice would fetch nothing, and what to do about it; empty: it would.
QString whyNothingRuns(const EngineDocument& document);
/// The request for a call by hand: names that are operations become targets, texts are parsed as
/// tensors of their placeholder's dtype. Errors: InvalidArgument for a name that is not in the
/// graph, or a text that is no such tensor.
Result<RunRequest> requestOf(const EngineDocument& document, const RunCall& call);
/// Adds feeds for a call outside training: for each placeholder that it needs, that it does not
/// feed, and that a column is bound to, the first rows of its evaluation split; knobs as they
/// stand. Errors: those of the data.
Status addDataFeeds(const EngineDocument& document, const Cancellation* cancellation,
                    RunRequest& request);

/// `Tensor("Add:0", shape=(), dtype=int32)`, as Python shows a tensor that was not run; empty for
/// what is no tensor of the graph.
QString tensorText(const Graph& graph, const QString& name);
/// "run(y:0)", "run([a:0, b:0, train], feed_dict={x:0: [1, 2, 3]})".
QString literalCall(const RunRequest& request);
/// The same as a line of Python with TensorFlow 1; `sess` is the session.
QString pythonCall(const RunRequest& request);

}  // namespace weft::ui
