from . import delivery_tag
from . import delivery_route
from . import delivery_stop
from . import delivery_postpone
from . import res_partner
