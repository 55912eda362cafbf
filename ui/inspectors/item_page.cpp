// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/item_page.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/note_commands.h"
#include "ui/document/drawing.h"
#include "ui/inspectors/attr_text.h"
#include "ui/inspectors/port_rows.h"
#include "ui/inspectors/tensor_values.h"
#include "ui/inspectors/variable_facts.h"

namespace weft::ui {
namespace {

constexpr int kSide = 12;
const QString kName = QStringLiteral("name");
const QString kDevice = QStringLiteral("device");
constexpr const char* kDevicePrefix = "/device:";

/// dtype and value of a constant agree: the one that was set tells the other.
Status keepConstantWhole(Edit& edit, ItemId id, const std::string& set) {
    const auto* op = edit.document().item(id)->as<OpItem>();
    if (op == nullptr || op->op != "Const") { return okStatus(); }
    const auto stored = op->attrs.getOr<StoredTensorPtr>("value", nullptr);
    const DType type = op->attrs.getOr<DType>("dtype", DType::Invalid);
    if (stored == nullptr || stored->dtype() == type) { return okStatus(); }
    if (set == "value") { return setAttribute(edit, id, "dtype", stored->dtype()); }
    const Tensor now = WEFT_TRY(stored->tensor());
    const Tensor made = WEFT_TRY(withType(now, type));
    return setAttribute(edit, id, "value", StoredTensor::fromTensor(made));
}

QString deviceText(const QString& device) {
    return device.startsWith(QLatin1String(kDevicePrefix))
               ? device.mid(QLatin1String(kDevicePrefix).size())
               : device;
}

/// Whether it is one node that is drawn for many, of which none says what they are together.
bool standForOthers(const Drawing& drawing, const QList<quint64>& ids) {
    const auto& anchors = drawing.current()->folds.anchors;
    const auto found = ids.size() == 1 ? anchors.find(ItemId{ids.front()}) : anchors.end();
    return found != anchors.end() && found->second != Folds::Kind::Variable;
}

}  // namespace

ItemPage::ItemPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("itemPage"));
    setAccessibleName(tr("Selected node"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(kSide, 8, kSide, kSide);
    m_column->setSpacing(0);
    m_column->addStretch();
}

/// What is typed is taken while everything is there to take it.
ItemPage::~ItemPage() {
    hide();
    setDrawing(nullptr);
}

void ItemPage::setDrawing(Drawing* drawing) {
    flush();
    if (m_drawing != nullptr) { m_drawing->disconnect(this); }
    m_drawing = drawing;
    m_ids.clear();
    clear();
    if (drawing == nullptr) { return; }
    connect(drawing, &Drawing::edited, this, &ItemPage::refresh);
    connect(drawing, &Drawing::expanded, this, &ItemPage::refresh);
}

bool ItemPage::showItems(const QList<quint64>& ids) {
    const bool all = m_drawing != nullptr && !ids.isEmpty() && !standForOthers(*m_drawing, ids) &&
                     std::all_of(ids.begin(), ids.end(), [this](quint64 id) {
                         return m_drawing->document().item(ItemId{id}) != nullptr;
                     });
    if (ids != m_ids) { flush(); }
    if (!all) {
        m_ids.clear();
        clear();
        return false;
    }
    if (ids != m_ids) {
        m_ids = ids;
        m_structure.clear();
    }
    refresh();
    return true;
}

void ItemPage::setFacts(const std::vector<std::pair<QString, QString>>& facts) {
    if (m_facts == facts) { return; }
    m_facts = facts;
    showFacts();
}

const Item* ItemPage::only() const {
    return m_drawing == nullptr || m_ids.size() != 1
               ? nullptr
               : m_drawing->document().item(ItemId{m_ids.front()});
}

/// What decides which widgets there are.
QString ItemPage::structure() const {
    const Item* item = only();
    if (item == nullptr) { return QStringLiteral("many:%1").arg(m_ids.size()); }
    QString made = QStringLiteral("%1:%2").arg(item->id.value).arg(kindOf(*item));
    if (item->as<GroupItem>() != nullptr) {
        const Document& document = m_drawing->document();
        for (const Side side : {Side::Inputs, Side::Outputs}) {
            made += borderPorts(document, *item, side).empty() ? '-' : '+';
        }
    }
    if (item->as<RecipeItem>() != nullptr) {
        for (const ParameterFact& fact : parametersOf(*m_drawing->current(), *item)) {
            made +=
                QStringLiteral(" %1/%2").arg(toQt(fact.def.name)).arg(fact.def.allowedTypes.size());
        }
    }
    return made;
}

void ItemPage::refresh() {
    if (m_drawing == nullptr || m_ids.isEmpty()) { return; }
    m_ids.removeIf(
        [this](quint64 id) { return m_drawing->document().item(ItemId{id}) == nullptr; });
    if (m_ids.isEmpty()) {
        clear();
        return;
    }
    if (structure() != m_structure) { rebuild(); }
    showValues();
}

void ItemPage::clear() {
    m_structure.clear();
    m_fields.clear();
    m_told.clear();
    m_kind = m_factWords = nullptr;
    m_inputs = m_outputs = nullptr;
    m_note = nullptr;
    // A field may be in the middle of telling its change: it goes when it is done.
    if (m_body != nullptr) {
        m_body->hide();
        m_body->deleteLater();
    }
    m_body = nullptr;
}

void ItemPage::rebuild() {
    clear();
    m_structure = structure();
    m_body = new QWidget(this);
    m_rows = new QVBoxLayout(m_body);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(4);
    m_column->insertWidget(0, m_body);
    const Item* item = only();
    if (item == nullptr) {
        addMany();
    } else {
        addHead(*item);
        addParameters(*item);
        addPorts(*item);
    }
    m_factWords = new QLabel(m_body);
    m_factWords->setWordWrap(true);
    m_factWords->setForegroundRole(QPalette::PlaceholderText);
    m_factWords->setContentsMargins(0, 8, 0, 0);
    m_rows->addWidget(m_factWords);
    showFacts();
}

void ItemPage::showValues() {
    const Document& document = m_drawing->document();
    const auto show = [this](const QString& name, const QString& text) {
        if (AttrField* made = field(name)) {
            const AttrValue value(text.toStdString());
            made->show(&value);
        }
    };
    const Item* item = only();
    if (item == nullptr) {
        QStringList devices;
        for (const quint64 id : m_ids) {
            if (const auto device = deviceOf(*document.item(ItemId{id}))) { devices << *device; }
        }
        devices.removeDuplicates();
        show(kDevice, devices.size() == 1 ? deviceText(devices.front()) : QString());
        return;
    }
    show(kName, toQt(item->name));
    show(kDevice, deviceText(deviceOf(*item).value_or(QString())));
    for (const ParameterFact& fact : parametersOf(*m_drawing->current(), *item)) {
        const QString name = toQt(fact.def.name);
        if (QLabel* told = m_told.value(name)) {
            told->setText(fact.value ? attrText(*fact.value) : tr("by the inputs"));
        } else if (AttrField* made = field(name)) {
            made->show(fact.value ? &*fact.value : nullptr);
        }
    }
    const EngineDocument& expanded = *m_drawing->current();
    if (m_inputs != nullptr) { m_inputs->setPorts(inputsOf(expanded, document, *item)); }
    if (m_outputs != nullptr) { m_outputs->setPorts(outputsOf(expanded, document, *item)); }
    if (m_note != nullptr && !m_note->hasFocus()) {
        m_note->setPlainText(toQt(item->as<NoteItem>()->text));
    }
}

void ItemPage::showFacts() {
    if (m_factWords == nullptr) { return; }
    QStringList all;
    for (const auto& [name, value] : m_facts) { all.append(name + QStringLiteral("  ") + value); }
    m_factWords->setText(all.join('\n'));
    m_factWords->setVisible(!all.isEmpty());
}

Status ItemPage::setParameter(ItemId id, const std::string& name, const AttrValue& value,
                              ChangeKind kind) {
    const QString key = kind == ChangeKind::Step
                            ? QStringLiteral("attr/%1/%2").arg(id.value).arg(toQt(name))
                            : QString();
    return make(
        tr("Set %1").arg(toQt(name)),
        [&](Edit& edit) -> Status {
            if (isVariableRecipe(*edit.document().item(id))) {
                return setVariableParameter(edit, id, name, value);
            }
            WEFT_TRY(ui::setAttribute(edit, id, name, value));
            return keepConstantWhole(edit, id, name);
        },
        key);
}

/// Tried first: what is refused is said at the field, not over the canvas.
Status ItemPage::make(const QString& label, const std::function<Status(Edit&)>& fill,
                      const QString& mergeKey) {
    if (m_drawing == nullptr) { return failedPrecondition("nothing is open"); }
    if (!m_drawing->readOnlyReason().isEmpty()) {
        return failedPrecondition(m_drawing->readOnlyReason().toStdString());
    }
    Edit trial(m_drawing->document());
    WEFT_TRY(fill(trial));
    WEFT_TRY(trial.finish().status());
    const Item* first = m_drawing->document().item(ItemId{m_ids.value(0)});
    const quint64 group = first == nullptr ? 0 : first->parent.value;
    return m_drawing->edit(label, group, fill, mergeKey);
}

/// Ends what is being typed, as leaving the field does.
void ItemPage::flush() {
    QWidget* const focus = QApplication::focusWidget();
    if (m_body != nullptr && focus != nullptr && m_body->isAncestorOf(focus)) {
        focus->clearFocus();
    }
    noteDone();
}

void ItemPage::noteDone() {
    const Item* item = only();
    const auto* note = item == nullptr ? nullptr : item->as<NoteItem>();
    if (m_note == nullptr || note == nullptr) { return; }
    const std::string text = m_note->toPlainText().toStdString();
    if (text == note->text) { return; }
    (void)make(tr("Edit note"),
               [&, id = item->id](Edit& edit) { return setNoteText(edit, id, text); });
}

bool ItemPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_note && m_note != nullptr) {
        if (event->type() == QEvent::FocusOut) { noteDone(); }
        if (event->type() == QEvent::KeyPress &&
            static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && only() != nullptr) {
            m_note->setPlainText(toQt(only()->as<NoteItem>()->text));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QStringList ItemPage::lines() const {
    QStringList all;
    if (m_kind != nullptr) { all.append(m_kind->text()); }
    for (auto at = m_fields.begin(); at != m_fields.end(); ++at) {
        all.append(at.key() + '\t' + at.value()->text());
    }
    for (auto at = m_told.begin(); at != m_told.end(); ++at) {
        all.append(at.key() + '\t' + at.value()->text());
    }
    for (const PortRows* ports : {m_inputs, m_outputs}) {
        if (ports == nullptr) { continue; }
        for (const PortFact& port : ports->ports()) {
            all.append(port.name + '\t' + port.type + (port.source.isEmpty() ? "" : "\t") +
                       port.source);
        }
    }
    for (const auto& [name, value] : m_facts) { all.append(name + '\t' + value); }
    all.sort();
    return all;
}

}  // namespace weft::ui
