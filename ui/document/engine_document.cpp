// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/engine_document.h"

#include <QFileInfo>

#include "ui/base/to_qt.h"
#include "ui/document/project_diagram.h"

namespace weft::ui {
namespace {

constexpr quint64 kScopeIds = quint64{1} << 61;

bool isProjectFile(const QString& path) {
    return path.endsWith(QStringLiteral(".weft")) || path.endsWith(QStringLiteral(".weft.pbtxt"));
}

Result<Graph> readPlainGraph(const QString& path, std::string& metaBytes) {
    const std::string bytes = WEFT_TRY(readFile(path.toStdString()));
    const ImportOptions options{.unknownOps = UnknownOps::Keep, .limits = defaultLimits()};
    if (path.endsWith(QStringLiteral(".meta.pbtxt"))) {
        MetaGraph meta = WEFT_TRY(metaGraphFromText(bytes, options));
        metaBytes = std::move(meta.otherBytes);
        return std::move(meta.graph);
    }
    if (path.endsWith(QStringLiteral(".meta"))) {
        MetaGraph meta = WEFT_TRY(metaGraphFromBytes(bytes, options));
        metaBytes = std::move(meta.otherBytes);
        return std::move(meta.graph);
    }
    if (path.endsWith(QStringLiteral(".pbtxt"))) { return graphFromText(bytes, options); }
    if (path.endsWith(QStringLiteral(".pb"))) { return graphFromBytes(bytes, options); }
    return unimplemented(
        "files of this kind cannot be opened: want .weft, .weft.pbtxt, .pb, .pbtxt, .meta or "
        ".meta.pbtxt");
}

std::vector<ProblemRow> problemsOf(const EngineDocument& document) {
    std::vector<ProblemRow> rows;
    for (const Finding& finding : document.expansion.findings) {
        ProblemRow row;
        row.severity = finding.severity == Finding::Severity::Error ? ProblemRow::Severity::Error
                                                                    : ProblemRow::Severity::Warning;
        row.text = toQt(finding.text);
        row.where = toQt(document.project->pathOf(finding.item));
        row.item = finding.item.value;
        rows.push_back(std::move(row));
    }
    for (const Node& node : document.graph().nodes()) {
        if (node.op != nullptr || document.project) { continue; }
        rows.push_back({ProblemRow::Severity::Warning,
                        QStringLiteral("op '%1' is not known here: kept when saving, cannot run")
                            .arg(toQt(node.opName)),
                        toQt(node.name), document.innerIdOf(node.id)});
    }
    return rows;
}

}  // namespace

quint64 EngineDocument::topIdOf(NodeId node) const {
    if (scopes) { return scopes->topOf(node); }
    return topItem(*project, expansion.originOf(node).item).value;
}

quint64 EngineDocument::innerIdOf(NodeId node) const {
    return scopes ? scopes->idOf(node) : nodeIdIn(node);
}

QString titleOfPath(const QString& path) {
    const QString name = QFileInfo(path).fileName().section('.', 0, 0);
    return name.isEmpty() ? QStringLiteral("untitled") : name;
}

std::shared_ptr<const EngineDocument> projectOf(const Document& document, const QString& path) {
    auto made = std::make_shared<EngineDocument>();
    made->path = path;
    made->title = titleOfPath(path);
    made->project = document;
    made->expansion = expandDocument(document);
    return made;
}

std::shared_ptr<const EngineDocument> emptyProject() { return projectOf(Document(), {}); }

Result<std::shared_ptr<const EngineDocument>> readDocument(const QString& path) {
    auto document = std::make_shared<EngineDocument>();
    document->path = path;
    document->title = titleOfPath(path);
    if (isProjectFile(path)) {
        document->project = WEFT_TRY(readProject(path.toStdString()));
        document->expansion = expandDocument(*document->project);
        return std::shared_ptr<const EngineDocument>(std::move(document));
    }
    Result<Graph> graph = readPlainGraph(path, document->metaBytes);
    if (!graph.ok()) {
        return annotated(graph.status(), "", concat(" (", path.toStdString(), ")"));
    }
    document->expansion.graph = *std::move(graph);
    document->scopes.emplace(document->expansion.graph, kScopeIds);
    return std::shared_ptr<const EngineDocument>(std::move(document));
}

OpenDocument presented(const std::shared_ptr<const EngineDocument>& document) {
    OpenDocument shown;
    shown.path = document->path;
    shown.title = document->title;
    shown.problems = problemsOf(*document);
    if (!document->project) {
        shown.top = document->scopes->inside(0);
        shown.inside = [document](quint64 id) { return document->scopes->inside(id); };
        shown.topOf = [document](quint64 id) { return document->scopes->topOfId(id); };
        return shown;
    }
    // Asked for after each edit: drawn once.
    const auto top = std::make_shared<const Diagram>(
        diagramOfItems(*document->project, document->expansion, {}));
    shown.top = *top;
    shown.inside = [document, top](quint64 id) {
        const ItemId item{id};
        if (id == 0) { return *top; }
        const Item* found = document->project->item(item);
        if (found == nullptr) { return Diagram(); }
        if (found->as<GroupItem>() != nullptr) {
            return diagramOfItems(*document->project, document->expansion, item);
        }
        if (found->as<RecipeItem>() == nullptr) { return Diagram(); }
        return diagramOfExpansion(document->expansion, item, document->project->pathOf(item));
    };
    shown.topOf = [document](quint64 id) -> quint64 {
        for (const Node& node : document->graph().nodes()) {
            if (document->innerIdOf(node.id) == id) { return document->topIdOf(node.id); }
        }
        return topItem(*document->project, ItemId{id}).value;
    };
    return shown;
}

}  // namespace weft::ui
