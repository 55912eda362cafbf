// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QWidget>
#include <vector>

#include "ui/inspectors/attr_field.h"
#include "ui/inspectors/item_facts.h"

class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace weft::ui {

class Drawing;
class PortRows;

/// The inspector's page for items of a drawing, which it edits: name, device, every parameter, the
/// words of a note; inputs and outputs with what is wired. Each change is one step of the history;
/// what is refused is said at its field. Of several items it edits what all have: the device.
class ItemPage final : public QWidget {
    Q_OBJECT

public:
    explicit ItemPage(QWidget* parent = nullptr);
    ~ItemPage() override;

    /// Null: nothing can be edited.
    void setDrawing(Drawing* drawing);
    /// Shows these. Returns false, and shows nothing, where one of them is no item of the drawing,
    /// and for one that stands for a loop, a branch or all that trains: it is only one of many nodes.
    bool showItems(const QList<quint64>& ids);
    /// What a session and the graph say about it, below: "runs on", "CPU:0".
    void setFacts(const std::vector<std::pair<QString, QString>>& facts);

    /// Editor of a parameter, of `name` or of `device`; null where there is none.
    AttrField* field(const QString& name) const { return m_fields.value(name); }
    PortRows* inputs() const { return m_inputs; }
    PortRows* outputs() const { return m_outputs; }
    QPlainTextEdit* noteText() const { return m_note; }
    /// Words as shown, "name\tvalue"; for tests.
    QStringList lines() const;

signals:
    void goTo(quint64 item);
    /// A name was typed that another item beside this one has.
    void nameTaken(quint64 item, const QString& name);

private:
    const Item* only() const;
    void refresh();
    void rebuild();
    void clear();
    void addHead(const Item& item);
    void addParameters(const Item& item);
    void addPorts(const Item& item);
    PortRows* addPortRows(const Item& item, Side side);
    void addMany();
    QLabel* addTitle(const QString& text);
    void addRow(const QString& label, const QString& tip, QWidget* field);
    AttrField* addField(const AttrDef& attr, AttrField::Accept accept);
    void showValues();
    void showFacts();
    Status setParameter(ItemId id, const std::string& name, const AttrValue& value,
                        ChangeKind kind);
    Status make(const QString& label, const std::function<Status(Edit&)>& fill,
                const QString& mergeKey = {});
    QString structure() const;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void flush();
    void noteDone();

    QPointer<Drawing> m_drawing;
    QList<quint64> m_ids;
    QString m_structure;  // of what is built; other values with the same need no new widgets
    std::vector<std::pair<QString, QString>> m_facts;
    QVBoxLayout* m_column = nullptr;  // child
    QWidget* m_body = nullptr;        // child, made anew for another structure
    QVBoxLayout* m_rows = nullptr;    // child of m_body
    QLabel* m_kind = nullptr;         // as those below: child of m_body
    QLabel* m_factWords = nullptr;
    PortRows* m_inputs = nullptr;
    PortRows* m_outputs = nullptr;
    QPlainTextEdit* m_note = nullptr;
    QHash<QString, AttrField*> m_fields;
    QHash<QString, QLabel*> m_told;  // parameters that follow from wires
};

}  // namespace weft::ui
