// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <memory>
#include <optional>

#include "engine/compose/foreign/graph_roles.h"
#include "engine/weft.h"
#include "ui/document/folds.h"
#include "ui/document/open_document.h"
#include "ui/document/scope_tree.h"

namespace weft::ui {

/// A file as the engine read it: a project with its expansion, or (where none can be made of it) a
/// plain graph. Immutable; shared by window and session threads.
struct EngineDocument {
    QString path;
    QString title;
    std::optional<Document> project;
    Expansion expansion;              ///< of a plain graph only the member `graph` is filled
    std::optional<ScopeTree> scopes;  ///< of a plain graph
    std::string metaBytes;            ///< of a plain graph: MetaGraph::otherBytes
    std::optional<GraphRoles> roles;  ///< of a project whose graph was made elsewhere
    Folds folds;                      ///< of such a project

    EngineDocument() = default;
    EngineDocument(const EngineDocument&) = delete;
    EngineDocument& operator=(const EngineDocument&) = delete;

    const Graph& graph() const { return expansion.graph; }
    /// Nodes of diagrams that show a graph node: at the top, and inside its group.
    quint64 topIdOf(NodeId node) const;
    quint64 innerIdOf(NodeId node) const;
    /// All ids that it is part of in some view: its own, and of what it is drawn in.
    std::vector<quint64> idsShowing(NodeId node) const;
    /// The groups that one enters to see what has that id, outermost first.
    std::vector<quint64> wayTo(quint64 id) const;
};

/// What a file is called in the window: its name without endings; "untitled" for an empty path.
QString titleOfPath(const QString& path);
/// A project without a file and with nothing drawn.
std::shared_ptr<const EngineDocument> emptyProject();
/// A project that was not read from a file, expanded. Threading: any thread.
std::shared_ptr<const EngineDocument> projectOf(const Document& document, const QString& path);
/// Reads .weft, .weft.pbtxt, .pb, .pbtxt, .meta, .meta.pbtxt, and expands it: a graph that was made
/// elsewhere becomes a project too.
/// Errors: those of reading, with the file's name. Threading: any thread.
Result<std::shared_ptr<const EngineDocument>> readDocument(const QString& path);

/// What the window draws of it. Threading: the making any thread; its functions the GUI's.
OpenDocument presented(const std::shared_ptr<const EngineDocument>& document);

}  // namespace weft::ui
