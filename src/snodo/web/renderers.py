"""How every form of the product is drawn, ours and those of the sign-in library."""

from django.forms.renderers import TemplatesSetting


class SnodoRenderer(TemplatesSetting):
    """Label above, help, control, error next to the field."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
